import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { ThreadEvents } from "../../lib/api/contract";
import { POLL_SITE, SITE } from "./addresses";
import type { Mode } from "./control";
import { send, settled } from "./test";

/** Both ways in which an answer reaches a page; what a person sees must be the same. */
export const SITES: readonly [Mode, string][] = [
  ["sse", SITE],
  ["poll", POLL_SITE],
];

/** Asks for an answer of exactly that length; the demo model writes about 25 words in a second. */
export const story = (about: string, words: number) => `Write a ${words}-word story about ${about}.`;

/** Text as it is read: spaces are one, and what Markdown marks does not count. */
export const plain = (text: string): string =>
  text
    .replace(/[*_#`>|]/g, "")
    .split(/\s+/)
    .filter(Boolean)
    .join(" ");

/** The words of an answer, without its heading for screen readers and what stands below it. */
export const readAloud = async (answer: Locator): Promise<string> =>
  plain(
    await answer.evaluate((article) =>
      [...article.children]
        .filter((part) => part instanceof HTMLElement && !part.matches("h2, footer"))
        // biome-ignore lint/performance/useDomNodeTextContent: the text content has no space between two paragraphs
        .map((part) => (part as HTMLElement).innerText)
        .join(" "),
    ),
  );

/** The last part of the answer to the last question. */
export const newAnswer = (page: Page): Locator =>
  page.getByTestId("message-user").last().locator('xpath=following::article[@data-testid="message-assistant"]').last();

/** The conversation that the page shows, by its address. */
export const threadOf = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

/** The text of the last answer as it is stored. */
export async function storedAnswer(page: Page): Promise<string> {
  const answer = await page.request.get(`/api/threads/${threadOf(page)}/events`);
  expect(answer.status()).toBe(200);
  const { messages = [] } = (await answer.json()) as ThreadEvents;
  return plain(String(messages.findLast((message) => message.role === "assistant")?.content ?? ""));
}

/** Sends a message and waits until it is part of the conversation. */
export async function ask(page: Page, text: string): Promise<void> {
  const before = await page.getByTestId("message-user").count();
  await send(page, text);
  await expect(page.getByTestId("message-user")).toHaveCount(before + 1);
  await expect(page.getByTestId("message-user").last()).toContainText(text);
}

/** Sends a message and waits for its answer to be complete. @returns the conversation's id */
export async function converse(page: Page, text: string): Promise<string> {
  await ask(page, text);
  await expect(newAnswer(page)).toBeVisible({ timeout: 30_000 });
  await settled(page);
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  return threadOf(page);
}

/** What has been read of an answer that is still being written; the last word may be half a word. */
export async function readSoFar(page: Page, atLeast = 8): Promise<string> {
  let read: string[] = [];
  await expect
    .poll(
      async () => {
        if ((await newAnswer(page).count()) > 0) read = (await readAloud(newAnswer(page))).split(" ").slice(0, -1);
        return read.length;
      },
      { intervals: [100] },
    )
    .toBeGreaterThanOrEqual(atLeast);
  return read.join(" ");
}

/** Leaves for a new conversation. */
export async function startNew(page: Page): Promise<void> {
  await page.getByTestId("new-chat").click();
  await expect(page.getByTestId("starter-prompt").first()).toBeVisible();
  await expect(page).not.toHaveURL(/\/c\//);
}

/** Checks that the page shows the last answer as it is stored, whole and once. */
export async function showsWhatIsStored(page: Page): Promise<string> {
  const stored = await storedAnswer(page);
  await expect.poll(() => readAloud(newAnswer(page))).toBe(stored);
  return stored;
}

/** A conversation in the list. */
export const inList = (page: Page, threadId: string): Locator =>
  page.getByTestId("sidebar").locator(`[data-testid="thread-item"][data-thread-id="${threadId}"]`);

/** Chooses from the menu of a conversation in the list. */
export async function choose(page: Page, threadId: string, item: string): Promise<void> {
  const row = inList(page, threadId);
  await row.hover();
  await row.getByTestId("thread-menu").click();
  await page.getByTestId(item).click();
}

/** Another tab of the same browser. */
export async function tab(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await page.getByTestId("composer").waitFor();
  return page;
}
