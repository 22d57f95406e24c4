import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, type TestInfo } from "@playwright/test";

/**
 * Parts of the page that take room and have nothing in them, as HTML: of those in the column of `main`, two levels deep. A region for what screen readers are told is always
 * there: one that takes its share of the height while it is empty leaves half a page blank, and no other check minds.
 */
export async function emptyBands(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll("main > *, main > * > *")]
      // What only screen readers read is one pixel high.
      .filter((element) => element.getBoundingClientRect().height > 1)
      .filter((element) => !element.textContent?.trim() && !element.querySelector("svg, img, input, textarea, iframe"))
      .map((element) => element.outerHTML),
  );
}

/** Holds what is on screen against WCAG 2.2 AA, sees that nothing stands out at the side and no part is blank, and keeps a picture of it. */
export async function checkLook(page: Page, part: string, info: TestInfo): Promise<void> {
  // Colours on their way from one theme to the other are neither's.
  await page.evaluate(async () => {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(transitions.map(({ finished }) => finished));
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${part}: ${id} ${nodes.map((node) => node.html).join(", ")}`)).toEqual([]);
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth, part).toBeLessThanOrEqual(clientWidth);
  expect(await emptyBands(page), part).toEqual([]);
  await page.screenshot({ path: info.outputPath(`${part}.png`) });
}
