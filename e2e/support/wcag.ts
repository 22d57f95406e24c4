import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, type TestInfo } from "@playwright/test";

/** Holds what is on screen against WCAG 2.2 AA, sees that nothing stands out at the side, and keeps a picture of it. */
export async function checkLook(page: Page, part: string, info: TestInfo): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${part}: ${id} ${nodes.map((node) => node.html).join(", ")}`)).toEqual([]);
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth, part).toBeLessThanOrEqual(clientWidth);
  await page.screenshot({ path: info.outputPath(`${part}.png`) });
}
