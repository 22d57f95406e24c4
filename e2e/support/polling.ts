import { expect } from "@playwright/test";
import type { ThreadEvents } from "../../lib/api/contract";
import type { Client } from "./client";

/** What somebody who asks instead of listening has got, and where they are. */
export type Polled = { answers: ThreadEvents[]; cursor: string; done: boolean; firstMs: number };

const EVERY_MS = 100;

/**
 * Asks for a conversation's events until its run is over, or until `most` answers have come.
 *
 * @param from goes on from there, if need be at another process
 */
export async function poll(
  client: Client,
  threadId: string,
  options: { from?: Polled; most?: number } = {},
): Promise<Polled> {
  const polled: Polled = options.from
    ? { ...options.from, answers: [...options.from.answers] }
    : { answers: [], cursor: "", done: false, firstMs: 0 };
  const asked = Date.now();
  const most = polled.answers.length + (options.most ?? Number.POSITIVE_INFINITY);
  while (!polled.done && polled.answers.length < most) {
    const { status, body } = await client.events(threadId, polled.cursor || undefined);
    expect(status, JSON.stringify(body)).toBe(200);
    if (polled.answers.length === 0) polled.firstMs = Date.now() - asked;
    if (body.events.length > 0 && polled.cursor) {
      expect(isAfter(body.cursor, polled.cursor), `${body.cursor} after ${polled.cursor}`).toBe(true);
    }
    polled.answers.push(body);
    polled.cursor = body.cursor;
    polled.done = body.done;
    if (!polled.done) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return polled;
}

/** Cursors are the server's own; of one run they differ in the number that they end with. */
function isAfter(cursor: string, before: string): boolean {
  const number = (text: string) => Number(/(\d+)\D*$/.exec(text)?.[1] ?? Number.NaN);
  return number(cursor) > number(before);
}
