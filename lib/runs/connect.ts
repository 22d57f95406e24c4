import "server-only";
import { randomUUID } from "node:crypto";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { getConfig } from "../config";
import { database } from "../db/client";
import type { Database } from "../db/types";
import { log } from "../log";
import { readConversation } from "../threads/conversation";
import { coalesce } from "./coalesce";
import { interruptStale } from "./interrupt";
import { nudged, onRelease } from "./nudge";
import { createOpenParts } from "./open-parts";
import { findRun, readLog } from "./run-store";
import { viewEvent } from "./view-event";

/** How often the log of another instance's run is looked at, in milliseconds. */
const LOOK_EVERY_MS = 250;
/** Held in memory for as long as the reader takes for them. */
const BATCHES_AT_ONCE = 50;

/** `gone`: this process goes away. `late`: the connection is as old as a run may become. */
type Reader = { userId: string; threadId: string; gone: AbortSignal; late: AbortSignal };
type Whose = Omit<Reader, "gone" | "late">;

/**
 * A thread as a stream: what is stored, then, while an answer is being written (by whichever process), its events until
 * the end. Each word comes once: what the stored messages cover is not sent again.
 *
 * The next event is made when the one before is taken: who reads slowly holds up nobody, and nothing piles up for it.
 *
 * Hosts cut connections that last too long. It ends before that by itself, in order, with a run that its view has as
 * running: whoever reads connects again.
 *
 * A stored error is state, not an event: replayed as RUN_ERROR it would be reported each time the thread is opened.
 *
 * @returns null for a thread that this person does not have
 */
export async function connect(reader: Whose): Promise<AsyncGenerator<BaseEvent> | null> {
  const db = await database();
  const first = await begin(db, reader);
  return first && follow(db, reader, first);
}

async function* follow(db: Database, reader: Whose, first: Begun): AsyncGenerator<BaseEvent> {
  const released = new AbortController();
  const stay = first.running ? onRelease(first.running.id, () => released.abort()) : () => undefined;
  try {
    const late = AbortSignal.timeout(getConfig().runMaxMs);
    yield* eventsOf(db, { ...reader, gone: released.signal, late }, first);
  } catch (error) {
    // Without its end the stream counts as cut, and the browser connects again.
    log.error({ err: error, threadId: reader.threadId }, "a thread could not be read");
  } finally {
    stay();
  }
}

type Begun = NonNullable<Awaited<ReturnType<typeof readConversation>>>;

/** Reads the thread; an answer whose writer is gone is ended first. */
async function begin(db: Database, { userId, threadId }: Whose): Promise<Begun | null> {
  await interruptStale(db, { staleMs: getConfig().runStaleMs, of: { userId, threadId } });
  return await readConversation(db, { userId, threadId });
}

async function* eventsOf(db: Database, reader: Reader, first: Begun): AsyncGenerator<BaseEvent> {
  const { threadId, userId, gone } = reader;
  const runId = first.running?.id ?? randomUUID();
  yield { type: EventType.RUN_STARTED, threadId, runId } as BaseEvent;
  yield { type: EventType.MESSAGES_SNAPSHOT, messages: first.messages } as BaseEvent;
  yield { type: EventType.STATE_SNAPSHOT, snapshot: first.thread.state } as BaseEvent;
  yield viewEvent(first.view);
  if (first.running) {
    const complete = yield* liveEvents(db, reader, first.running, historyOf(first));
    if (gone.aborted) return;
    if (complete === "late") return yield { type: EventType.RUN_FINISHED, threadId, runId } as BaseEvent;
    const last = await readConversation(db, { userId, threadId });
    if (last && !complete) yield { type: EventType.MESSAGES_SNAPSHOT, messages: last.messages } as BaseEvent;
    if (last) yield viewEvent(last.view);
  }
  yield { type: EventType.RUN_FINISHED, threadId, runId } as BaseEvent;
}

/** @returns whether everything that the run said has come this way; `late` when there may be more */
async function* liveEvents(
  db: Database,
  { userId, threadId, gone, late }: Reader,
  running: { id: string; coveredSeq: number },
  history: readonly Message[],
): AsyncGenerator<BaseEvent, boolean | "late"> {
  const parts = createOpenParts(randomUUID);
  const signal = AbortSignal.any([gone, late]);
  let cursor = running.coveredSeq;
  let looks = 0;
  while (!signal.aborted) {
    // Before the next look, so that what is written meanwhile is not waited for.
    const news = nudged(running.id, LOOK_EVERY_MS, signal);
    if (looks++ % 40 === 39) await interruptStale(db, { staleMs: getConfig().runStaleMs, of: { userId, threadId } });
    // The run first: an end that is seen here has all its events in the log that is read after it.
    const run = await findRun(db, { userId, runId: running.id });
    const { batches, gap } = await readLog(db, { runId: running.id, after: cursor, limit: BATCHES_AT_ONCE });
    for (const event of coalesce(batches.flatMap((batch) => batch.events))) {
      parts.see(event);
      yield expand(event, history);
    }
    cursor = batches.at(-1)?.seq ?? cursor;
    if (batches.length === BATCHES_AT_ONCE) continue;
    if (run?.status !== "running") return !gap && run !== null && cursor >= run.coveredSeq;
    await news;
  }
  if (gone.aborted) return false;
  yield* parts.close(null);
  return "late";
}

/** What was said before this run: the messages up to its question. */
export function historyOf(conversation: Pick<Begun, "messages" | "running">): Message[] {
  const { messages, running } = conversation;
  return messages.slice(0, messages.findIndex((message) => message.id === running?.baseMessageId) + 1);
}

/** In the log a snapshot holds the run's own messages; who reads it has the whole branch. */
export function expand(event: BaseEvent, history: readonly Message[]): BaseEvent {
  if (event.type !== EventType.MESSAGES_SNAPSHOT) return event;
  const { messages } = event as BaseEvent & { messages: Message[] };
  return { ...event, messages: [...history, ...messages] } as BaseEvent;
}
