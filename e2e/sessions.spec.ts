import type { Page } from "@playwright/test";
import { SITE } from "./support/addresses";
import { auth0Settings, holdAnswers } from "./support/local-cloud";
import { converse, story } from "./support/pages";
import { AIKO, BEN, expect, lastAnswer, send, signIn, test } from "./support/test";

/** Opens the list of sign-ins from the person's menu. */
async function openDevices(page: Page): Promise<void> {
  await page.getByTestId("user-menu").click();
  await page.getByTestId("open-devices").click();
  await expect(page.getByTestId("device").first()).toBeVisible();
}

/** Signs out everywhere else, from here. */
async function endOthers(page: Page): Promise<void> {
  await openDevices(page);
  while ((await page.getByTestId("device-end").count()) > 0) {
    const before = await page.getByTestId("device").count();
    await page.getByTestId("device-end").first().click();
    await expect(page.getByTestId("device")).toHaveCount(before - 1);
  }
}

/** At the local Auth0, or through it without being asked. */
async function signInAgain(page: Page, name: string): Promise<void> {
  await page.getByTestId("sign-in-bar-again").click();
  const person = page.getByRole("button", { name });
  const composer = page.getByTestId("composer");
  await page.waitForURL((url) => url.origin !== SITE || !url.pathname.startsWith("/api/"));
  await expect(person.or(composer).first()).toBeVisible();
  if (await person.isVisible()) await person.click();
}

test("a browser signed out from another keeps its page and its draft, and signing in again comes back to both", async ({
  page,
  browser,
}) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await signIn(page, AIKO);
  await converse(page, "What is 12*12?");
  const address = page.url();
  await page.getByTestId("composer").fill("half a thought");
  await signIn(other, AIKO);
  await openDevices(other);
  await expect(other.getByTestId("device-current")).toHaveCount(1);
  await other.keyboard.press("Escape");
  await endOthers(other);
  await expect(other.getByTestId("devices-only-this")).toBeVisible();

  await expect(page.getByTestId("sign-in-bar")).toBeVisible({ timeout: 12_000 });
  await expect(page.getByTestId("message-user")).toContainText("12*12");
  await page.getByTestId("composer").fill("half a thought, and more");
  await page.getByTestId("composer").press("Enter");
  await expect(page.getByTestId("held-back")).toContainText("sign-in has ended");
  await expect(page.getByTestId("composer")).toHaveValue("half a thought, and more");
  await signInAgain(page, AIKO.name);
  await expect(page.getByTestId("message-user")).toContainText("12*12");
  expect(page.url()).toBe(address);
  await expect(page.getByTestId("composer")).toHaveValue("half a thought, and more");
  await expect(page.getByTestId("sign-in-bar")).toHaveCount(0);
  await elsewhere.close();
});

test("an answer that is being written stops with its session, and what was read of it stays", async ({
  page,
  browser,
}) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await signIn(page, AIKO);
  await signIn(other, AIKO);
  await holdAnswers(40);
  await send(page, story("a lighthouse", 100));
  await expect(lastAnswer(page)).toContainText(/\w+ \w+ \w+/);
  await endOthers(other);
  await expect(page.getByTestId("sign-in-bar")).toBeVisible({ timeout: 15_000 });
  await expect(lastAnswer(page)).toContainText(/\w+ \w+ \w+/);
  await elsewhere.close();
});

test("a sign-in in another tab takes the bar away; that of somebody else takes the page", async ({ page, context }) => {
  await signIn(page, AIKO);
  await converse(page, "What is 3*3?");
  await page.getByTestId("composer").fill("for Aiko's eyes");
  const aikos = new URL(page.url()).pathname;
  const kept = await context.cookies(SITE);
  await context.clearCookies();
  await expect(page.getByTestId("sign-in-bar")).toBeVisible({ timeout: 12_000 });
  await context.addCookies(kept);
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page.getByTestId("sign-in-bar")).toHaveCount(0);
  await expect(page.getByTestId("composer")).toHaveValue("for Aiko's eyes");

  await context.clearCookies();
  const tab = await context.newPage();
  await signIn(tab, BEN);
  await page.bringToFront();
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(page).toHaveURL(`${SITE}/`, { timeout: 12_000 });
  await expect(page.getByTestId("composer")).toHaveValue("");
  await expect(page.locator(`a[href="${aikos}"]`)).toHaveCount(0);
  await expect(page.getByText("3*3")).toHaveCount(0);
});

test("who signed in a while ago shows who they are before other devices end, and comes back to the list of them", async ({
  page,
  browser,
}) => {
  const elsewhere = await browser.newContext();
  const other = await elsewhere.newPage();
  await signIn(other, AIKO);
  // Auth0 lets them in by a session of its own that is an hour old: that shows nothing about who is there now.
  await auth0Settings({ signedInSecondsAgo: 3_600 });
  await signIn(page, AIKO);
  await converse(page, "What is 9*9?");
  const address = page.url();
  await openDevices(page);
  await page.getByTestId("device-end").first().click();
  await expect(page.getByTestId("prove-again")).toBeVisible();
  await expect(other.getByTestId("sign-in-bar")).toHaveCount(0);

  await auth0Settings({ signedInSecondsAgo: 0 });
  await page.getByTestId("prove-again-button").click();
  // Auth0 asks, though it knows this browser.
  await page.getByRole("button", { name: AIKO.name }).click();
  await expect(page.getByTestId("device-current")).toBeVisible();
  expect(page.url(), "the word that opens the dialog is gone from the address").toBe(address);
  await page.getByTestId("device-end").first().click();
  await expect(page.getByTestId("prove-again")).toHaveCount(0);
  await expect(other.getByTestId("sign-in-bar")).toBeVisible({ timeout: 12_000 });
  await elsewhere.close();
});

test("erasing an account takes a word, ends the sign-in, and leaves nothing", async ({ page }) => {
  await signIn(page, BEN);
  await converse(page, "What is 5*5?");
  await page.getByTestId("user-menu").click();
  await page.getByTestId("open-erase").click();
  await expect(page.getByTestId("erase-confirm")).toBeDisabled();
  await page.getByTestId("erase-word").fill("erase");
  await page.getByTestId("erase-confirm").click();
  await expect(page.getByTestId("why-here")).toHaveAttribute("data-why", "erased");
  await signIn(page, BEN);
  await expect(page.getByTestId("thread-item")).toHaveCount(0);
});
