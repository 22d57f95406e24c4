import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { setFaults } from "./support/local-cloud";
import { AIKO, arrive, expect, send, settled, test } from "./support/test";

const ANSWER = `Here is how a message travels.

\`\`\`mermaid
flowchart LR
  A[Browser] -->|message| B{Signed in?}
  B -->|yes| C[Agent 回答]
  B -->|no| D[Sign-in]
\`\`\`

The mean is \\(\\bar{x} = \\frac{1}{n}\\sum_{i=1}^{n} x_i\\), and it costs $5 or $10:

\\[
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
\\]

See [the documentation](https://docs.example/guide), https://plain.example/page and [https://bank.example](https://evil.example/login).
`;

async function answerWith(page: Page, text: string): Promise<void> {
  await setFaults([{ kind: "say", texts: [text], size: 5, times: 1 }]);
  await send(page, "How does a message travel?");
  await settled(page);
}

/** The diagram is there as a picture that the browser could draw. */
async function isDrawn(page: Page): Promise<void> {
  const diagram = page.getByTestId("diagram");
  await diagram.scrollIntoViewIfNeeded();
  await expect(diagram).toHaveAttribute("data-drawn", "true", { timeout: 30_000 });
  const image = diagram.getByRole("img");
  await expect(image).toHaveAttribute("alt", /Browser.*|回答/);
  await expect
    .poll(() => image.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth))
    .toBeGreaterThan(200);
}

for (const { theme, locale, width } of [
  { theme: "light", locale: "en-US", width: 1280 },
  { theme: "dark", locale: "ja-JP", width: 360 },
] as const) {
  test(`diagrams, formulas and links of an answer: ${theme}, ${locale}, ${width} px`, async ({ browser }, info) => {
    const context = await browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: theme,
      locale,
      hasTouch: width < 500,
      isMobile: width < 500,
    });
    const page = await context.newPage();
    await arrive(page, AIKO);
    await answerWith(page, ANSWER);
    await isDrawn(page);
    await expect(page.locator("math")).toHaveCount(2);
    await expect(page.getByTestId("message-assistant")).toContainText("$5 or $10");
    await page.screenshot({ path: info.outputPath("answer.png"), fullPage: true });

    const host = (name: RegExp) => page.getByRole("link", { name }).locator(".safe-link-host");
    await expect(host(/bank\.example/)).toBeVisible();
    await expect(host(/bank\.example/)).toHaveText("evil.example");
    await expect(host(/docs\.example/)).toBeVisible({ visible: width < 500 });
    await expect(host(/plain\.example/)).toBeHidden();

    const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag22aa"]).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map((node) => node.target).join(", ")}`)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
    ).toBeLessThanOrEqual(0);

    await page.getByTestId("diagram-toggle").click();
    await expect(page.getByTestId("diagram").locator("pre")).toContainText("flowchart LR");
    await page.reload();
    await isDrawn(page);
    await expect(page.locator("math")).toHaveCount(2);
    expect(page.frames().length, "the frame that drew it is gone").toBe(1);
    await context.close();
  });
}
