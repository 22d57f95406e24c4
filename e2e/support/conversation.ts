import { randomUUID } from "node:crypto";
import { EventType } from "@ag-ui/core";
import { expect } from "@playwright/test";
import type { RunView, ThreadView } from "../../lib/api/contract";
import { THREAD_VIEW_EVENT } from "../../lib/api/contract";
import { type Client, retrying, sending } from "./client";
import type { Reading } from "./reading";
import { type Line, lostCharacters, storedTranscript, wordsOf } from "./transcript";

export const isType =
  (...types: EventType[]) =>
  (event: { type: string }) =>
    types.includes(event.type as EventType);

export const hasWords = isType(EventType.TEXT_MESSAGE_CONTENT, EventType.REASONING_MESSAGE_CONTENT);
export const hasAnswer = isType(EventType.TEXT_MESSAGE_CONTENT);
export const isEnd = isType(EventType.RUN_FINISHED, EventType.RUN_ERROR);

/** The last word of a stream on how the conversation stands. */
export function viewOf(reading: Reading): ThreadView | null {
  const last = reading.heard.findLast(({ event }) => event.name === THREAD_VIEW_EVENT);
  return last ? (last.event.value as ThreadView) : null;
}

/** A conversation that goes on over several turns, and what must be found in it. */
export type Talk = { threadId: string; asked: { id: string; text: string }[] };

export const newTalk = (): Talk => ({ threadId: randomUUID(), asked: [] });

/** Sends the next message; what is found in the conversation later has to hold it from here on. */
export async function say(client: Client, talk: Talk, text: string, options?: { cutAt?: number }) {
  const turn = sending(talk.threadId, talk.asked.at(-1)?.id ?? null, text);
  const reading = await client.run(turn, options);
  if (reading.refused) throw new Error(`refused: ${JSON.stringify(reading.refused)}`);
  // A reader that is cut within the first event has none; that there was something to cut says as much.
  await reading.until(isType(EventType.RUN_STARTED)).catch(async (reason) => {
    if ((await reading.over) !== "cut") throw reason;
  });
  talk.asked.push({ id: turn.messageId, text });
  return { reading, runId: turn.runId, messageId: turn.messageId };
}

/** Waits for a run's end and checks that it is the good one. */
export async function completed(reading: Reading, ms = 60_000): Promise<void> {
  const { event } = await reading.until(isEnd, ms);
  expect(event, JSON.stringify(event)).toMatchObject({ type: EventType.RUN_FINISHED });
  await reading.over;
}

/** Gives the last message another answer, and waits until it is there, whole. */
export async function answerAgain(client: Client, talk: Talk): Promise<void> {
  const last = talk.asked.at(-1)?.id ?? "";
  const reading = await client.run(retrying(talk.threadId, last));
  expect(reading.refused).toBeNull();
  await completed(reading);
  expect([...wordsOf(reading.heard).values()].join("").length).toBeGreaterThan(20);
  expect(viewOf(reading)?.run).toMatchObject({ status: "completed", baseId: last });
}

/** How the conversation's newest run stands, as anybody who looks gets it. */
export async function runOf(client: Client, threadId: string): Promise<RunView | null> {
  const { status, body } = await client.events(threadId);
  expect(status).toBe(200);
  return body.view?.run ?? null;
}

/** Waits until the conversation's newest run has that status. @returns the milliseconds it took */
export async function untilStatus(
  client: Client,
  talk: Talk,
  runId: string,
  status: RunView["status"],
  ms: number,
): Promise<number> {
  const started = Date.now();
  await expect
    .poll(async () => await runOf(client, talk.threadId), { timeout: ms, intervals: [100] })
    .toMatchObject({ id: runId, status });
  return Date.now() - started;
}

/** Checks that every message of the person is there, in order and with its words; gives the conversation. */
export async function keptWhole(client: Client, talk: Talk): Promise<Line[]> {
  const lines = await storedTranscript(client, talk.threadId);
  const theirs = lines.filter((line) => line.role === "user").map(({ id, content }) => ({ id, text: content }));
  expect(theirs).toEqual(talk.asked);
  expect(new Set(lines.map((line) => line.id)).size).toBe(lines.length);
  return lines;
}

/** How much of what was read before a moment is not in the stored conversation, in characters. */
export function lost(reading: Reading, lines: readonly Line[], before?: number): number {
  return lostCharacters(wordsOf(reading.heard, before), lines);
}
