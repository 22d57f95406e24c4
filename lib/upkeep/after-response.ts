import "server-only";
import { after } from "next/server";
import { getConfig } from "../config";
import { database } from "../db/client";
import { log } from "../log";
import { purgeInTurn } from "./purge";

/** How often a process asks whether it is its turn, in milliseconds. What is left of a purge goes on sooner. */
const ASK_EVERY_MS = 600_000;
const GO_ON_AFTER_MS = 10_000;

// On globalThis: instrumentation, which has the timer, and routes are bundled apart.
const NEXT = Symbol.for("agentcore-chat.next-purge");
type Holder = { [NEXT]?: number };

/**
 * Purges now and then, once the response of this request is out: where a host freezes the process between requests there
 * are no timers, and not everybody sets up a cron. Costs a request nothing, and never fails it.
 */
export function purgeAfterResponse(): void {
  if (!isDue()) return;
  try {
    after(purgeWhenDue);
  } catch {
    // Outside of a request there is no response to wait for; the next one comes.
  }
}

/** Purges when it is time to, and this process's turn. Never rejects. */
export async function purgeWhenDue(): Promise<void> {
  if (!isDue()) return;
  const holder = globalThis as Holder;
  holder[NEXT] = Date.now() + ASK_EVERY_MS;
  try {
    const purged = await purgeInTurn(await database(), getConfig());
    if (purged && !purged.done) holder[NEXT] = Date.now() + GO_ON_AFTER_MS;
  } catch (error) {
    log.warn({ err: error }, "a purge failed; it is tried again");
  }
}

function isDue(): boolean {
  return Date.now() >= ((globalThis as Holder)[NEXT] ?? 0);
}
