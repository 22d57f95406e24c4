import "server-only";
import type { ThreadEvents } from "../api/contract";
import { getConfig } from "../config";
import type { Database } from "../db/types";
import { readConversation } from "../threads/conversation";
import { isThreadId } from "../threads/thread-id";
import { findThread } from "../threads/threads";
import { coalesce } from "./coalesce";
import { expand, historyOf } from "./connect";
import { interruptStale } from "./interrupt";
import { findRun, readLog } from "./run-store";

/** Batches in one answer; who is further behind asks again at once. */
const BATCHES_AT_ONCE = 200;

type Cursor = { runId: string; seq: number };

/** A place in a run's log, as the client keeps it. `-` is a thread in which no run is on. */
export function formatCursor(cursor: Cursor | null): string {
  return cursor ? `${cursor.runId}.${cursor.seq}` : "-";
}

function parseCursor(text: string): Cursor | null {
  const [, runId, seq] = /^([^.]+)\.(\d{1,9})$/.exec(text) ?? [];
  return isThreadId(runId) ? { runId, seq: Number(seq) } : null;
}

/**
 * A thread as JSON, for hosts that buffer whole responses: without a cursor what is stored, with one what has come since.
 *
 * @param after from an earlier answer; one that is not (or no longer) a place in a run of this thread begins anew
 * @param run instead of `after`: the run whose events are wanted from its beginning
 * @returns null for a thread that this person does not have, and for a run that the thread does not have
 */
export async function readEvents(
  db: Database,
  params: { userId: string; threadId: string; after: string | null; run?: string | null },
): Promise<ThreadEvents | null> {
  const { userId, threadId } = params;
  const from = params.run ? { runId: params.run, seq: 0 } : null;
  await interruptStale(db, { staleMs: getConfig().runStaleMs, of: { userId, threadId } });
  const cursor = from ?? (params.after === null ? null : parseCursor(params.after));
  const run = cursor && (await findRun(db, { userId, runId: cursor.runId }));
  if (from && run?.threadId !== threadId) return null;
  if (!cursor || run?.threadId !== threadId) return await fromTheStart(db, params);
  const { batches, gap } = await readLog(db, { runId: run.id, after: cursor.seq, limit: BATCHES_AT_ONCE });
  const seq = batches.at(-1)?.seq ?? cursor.seq;
  const done = run.status !== "running" && batches.length < BATCHES_AT_ONCE;
  const hasSnapshot = batches.some(({ events }) => events.some((event) => event.type === "MESSAGES_SNAPSHOT"));
  // Who has just started a run is told of its place in the tree; who has read some of it knows.
  const begins = cursor.seq === 0;
  const conversation = done || begins || hasSnapshot ? await readConversation(db, { userId, threadId }) : null;
  if (!conversation && !(await findThread(db, params))) return null;
  const history = conversation ? historyOf({ messages: conversation.messages, running: run }) : [];
  const events = coalesce(batches.flatMap((batch) => batch.events)).map((event) => expand(event, history));
  const missing = done && (gap || seq < run.coveredSeq);
  return {
    cursor: formatCursor({ runId: run.id, seq }),
    run: { id: run.id, status: run.status },
    events,
    done,
    ...(conversation && (done || begins) ? { view: conversation.view } : {}),
    // The log has a hole: the stored messages are whole.
    ...(conversation && missing ? { messages: conversation.messages } : {}),
  };
}

async function fromTheStart(
  db: Database,
  { userId, threadId }: { userId: string; threadId: string },
): Promise<ThreadEvents | null> {
  const conversation = await readConversation(db, { userId, threadId });
  if (!conversation) return null;
  const { running, messages, thread, view } = conversation;
  return {
    cursor: formatCursor(running ? { runId: running.id, seq: running.coveredSeq } : null),
    run: running ? { id: running.id, status: running.status } : null,
    messages,
    state: thread.state,
    view,
    events: [],
    done: running === null,
  };
}
