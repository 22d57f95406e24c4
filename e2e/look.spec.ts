import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { holdAnswers, setFaults } from "./support/local-cloud";
import { AIKO, arrive, expect, lastAnswer, send, settled, test } from "./support/test";
import { emptyBands } from "./support/wcag";

async function isAccessible(page: Page, where: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.target).join(", ")}`)).toEqual(
    [],
  );
}

async function fitsItsWidth(page: Page, where: string) {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, where).toBeLessThanOrEqual(0);
}

/** The page itself never scrolls, only the messages in it: what is hidden from eyes alone is easily left outside of them. */
async function fitsItsHeight(page: Page) {
  const { overflow, messages } = await page.evaluate(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    const list = document.querySelector("[data-testid=copilot-scroll-content]");
    return { overflow: scrollHeight - clientHeight, messages: (list?.scrollHeight ?? 0) - clientHeight };
  });
  expect(messages, "the messages are longer than the page").toBeGreaterThan(0);
  expect(overflow).toBeLessThanOrEqual(0);
  expect(await emptyBands(page)).toEqual([]);
}

for (const theme of ["light", "dark"] as const) {
  test(`${theme}: every page passes WCAG 2.2 AA checks and fits 360 px`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, colorScheme: theme });
    const page = await context.newPage();
    await page.goto("/signin");
    await isAccessible(page, "sign-in");
    await fitsItsWidth(page, "sign-in");
    await arrive(page, AIKO);
    await isAccessible(page, "welcome");
    await fitsItsWidth(page, "welcome");
    await send(page, `What is 12*12? ${"averyveryverylongword".repeat(12)}`);
    await settled(page);
    await send(page, 'Add "buy milk" to my task list.');
    await settled(page);
    await isAccessible(page, "conversation");
    await fitsItsWidth(page, "conversation");
    await fitsItsHeight(page);
    await page.getByTestId("user-menu").click();
    await isAccessible(page, "menu");
    await fitsItsWidth(page, "menu");
    for (const dialog of ["devices", "erase"]) {
      await page.getByTestId(`open-${dialog}`).click();
      await page
        .getByTestId(dialog === "devices" ? "device" : "erase-word")
        .first()
        .waitFor();
      await isAccessible(page, dialog);
      await fitsItsWidth(page, dialog);
      await page.keyboard.press("Escape");
      await page.getByTestId("user-menu").click();
    }
    await page.keyboard.press("Escape");
    await page.getByTestId("edit-message").last().click();
    await isAccessible(page, "edit");
    await fitsItsWidth(page, "edit");
    await page.getByTestId("edit-cancel").click();
    await page.getByTestId("sidebar-toggle").click();
    await expect(page.getByTestId("sidebar")).toBeVisible();
    await isAccessible(page, "sidebar");
    await fitsItsWidth(page, "sidebar");
    await page.getByTestId("thread-menu").first().click();
    await isAccessible(page, "actions on a conversation");
    await page.getByTestId("menu-share").click();
    await expect(page.getByTestId("share-dialog")).toBeVisible();
    await isAccessible(page, "share");
    await fitsItsWidth(page, "share");
    await context.close();
  });
}

test("theme and language change at once and survive a reload", async ({ page }) => {
  await arrive(page, AIKO);
  await page.getByTestId("user-menu").click();
  await page.getByTestId("theme-dark").click();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.getByTestId("lang-ja").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await page.reload();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expect(page.getByTestId("new-chat")).toContainText(/[ぁ-んァ-ン一-龯]/);
});

test("with the keyboard alone: write, send, stop; Shift+Enter is a line, Enter while composing is not a send", async ({
  page,
}) => {
  await arrive(page, AIKO);
  const composer = page.getByTestId("composer");
  await composer.focus();
  await page.keyboard.type("Tell me a story");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("in 200 words.");
  await expect(composer).toHaveValue("Tell me a story\nin 200 words.");

  const session = await page.context().newCDPSession(page);
  await session.send("Input.imeSetComposition", { text: "にほん", selectionStart: 3, selectionEnd: 3 });
  await session.send("Input.dispatchKeyEvent", {
    type: "rawKeyDown",
    key: "Process",
    code: "Enter",
    windowsVirtualKeyCode: 229,
  });
  await expect(page.getByTestId("message-user")).toHaveCount(0);
  await session.send("Input.imeSetComposition", { text: "", selectionStart: 0, selectionEnd: 0 });

  await page.keyboard.press("Enter");
  await expect(page.getByTestId("message-user")).toHaveCount(1);
  await expect(lastAnswer(page)).toContainText(/\w+ \w+ \w+/);
  await page.getByTestId("stop").focus();
  await page.keyboard.press("Enter");
  await settled(page);
  await expect(page.getByTestId("error-card")).toHaveCount(0);
  await expect(composer).toBeFocused();
});

test("while an answer is being written, Enter does not start a second run, and the text stays", async ({ page }) => {
  await arrive(page, AIKO);
  await holdAnswers(30);
  await send(page, "Tell me a story in 60 words.");
  await expect(lastAnswer(page)).toContainText(/\w+ \w+/);
  await page.getByTestId("composer").fill("one more thing");
  await page.getByTestId("composer").press("Enter");
  await expect(page.getByTestId("message-user")).toHaveCount(1);
  await expect(page.getByTestId("composer")).toHaveValue("one more thing");
  await setFaults([]);
  await settled(page);
  await page.getByTestId("composer").press("Enter");
  await expect(page.getByTestId("message-user")).toHaveCount(2);
});

test("a message that was sent is no draft any more, also for who leaves while it is being answered", async ({
  page,
}) => {
  await arrive(page, AIKO);
  await send(page, "What is 2+2?");
  await settled(page);
  await send(page, "Tell me a story in 150 words.");
  await expect(lastAnswer(page)).toContainText(/\w+ \w+ \w+/);
  await page.getByTestId("new-chat").click();
  await expect(page.getByTestId("starter-prompt").first()).toBeVisible();
  await page.goBack();
  await expect(page.getByTestId("message-user").last()).toContainText("150 words");
  await expect(page.getByTestId("composer")).toHaveValue("");
});

test("offline is said, and a draft survives a reload", async ({ page, context }) => {
  await arrive(page, AIKO);
  await page.getByTestId("composer").fill("a draft");
  await context.setOffline(true);
  await expect(page.getByTestId("offline")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByTestId("offline")).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId("composer")).toHaveValue("a draft");
});

test("a starter prompt starts a conversation, and New chat leaves it", async ({ page }) => {
  await arrive(page, AIKO);
  await page.getByTestId("starter-prompt").first().click();
  if ((await page.getByTestId("message-user").count()) === 0) await page.getByTestId("send").click();
  await expect(page.getByTestId("message-user")).toHaveCount(1);
  await settled(page);
  await page.getByTestId("new-chat").click();
  await expect(page.getByTestId("starter-prompt").first()).toBeVisible();
  await expect(page).not.toHaveURL(/\/c\//);
});

test("what is not there says so, with a way back", async ({ page }) => {
  await arrive(page, AIKO);
  for (const path of ["/c/00000000-0000-4000-8000-000000000000", "/c/nonsense", "/nowhere"]) {
    const response = await page.goto(path);
    expect(response?.status(), path).toBe(404);
    await page.getByRole("main").getByRole("link").click();
    await expect(page.getByTestId("composer")).toBeVisible();
  }
});
