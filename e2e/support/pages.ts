import { expect, type Locator, type Page } from "@playwright/test";
import type { ThreadEvents } from "../../lib/api/contract";
import { lastAnswer, send, settled } from "./test";

/** Text as it is read: spaces are one, and what Markdown marks does not count. */
export const plain = (text: string): string =>
  text
    .replace(/[*_#`>|]/g, "")
    .split(/\s+/)
    .filter(Boolean)
    .join(" ");

// biome-ignore lint/performance/useDomNodeTextContent: the text content has no space between two paragraphs
export const readAloud = async (locator: Locator): Promise<string> => plain(await locator.innerText());

/** The conversation that the page shows, by its address. */
export const threadOf = (page: Page): string => new URL(page.url()).pathname.split("/").at(-1) ?? "";

/** The text of the last answer as it is stored. */
export async function storedAnswer(page: Page): Promise<string> {
  const answer = await page.request.get(`/api/threads/${threadOf(page)}/events`);
  expect(answer.status()).toBe(200);
  const { messages = [] } = (await answer.json()) as ThreadEvents;
  return plain(String(messages.findLast((message) => message.role === "assistant")?.content ?? ""));
}

/** Sends a message and waits for its answer to be complete. @returns the conversation's id */
export async function converse(page: Page, text: string): Promise<string> {
  await send(page, text);
  await expect(page.getByTestId("message-user").last()).toContainText(text);
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  await settled(page);
  return threadOf(page);
}

/** What has been read of an answer that is still being written; the last word may be half a word. */
export async function readSoFar(page: Page, atLeast = 8): Promise<string> {
  let read = "";
  await expect
    .poll(
      async () => {
        read = (await readAloud(lastAnswer(page))).split(" ").slice(0, -1).join(" ");
        return read.split(" ").length;
      },
      { intervals: [100] },
    )
    .toBeGreaterThanOrEqual(atLeast);
  return read;
}

/** Checks that the page shows what is stored, whole and once. */
export async function showsWhatIsStored(page: Page): Promise<string> {
  const stored = await storedAnswer(page);
  await expect.poll(() => readAloud(lastAnswer(page))).toContain(stored);
  const shown = await readAloud(lastAnswer(page));
  expect(shown.split(stored.split(" ").slice(0, 6).join(" ")), "the beginning is there once").toHaveLength(2);
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
