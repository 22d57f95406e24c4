import "server-only";
import { randomUUID } from "node:crypto";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { and, eq, lt, type SQL } from "drizzle-orm";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { messagesOfRun } from "../threads/messages";
import { fold } from "./fold";
import { instanceId } from "./instance";
import { keepMessages } from "./keep";
import { nudge } from "./nudge";
import { ago, endRun, type Run, readLog, runsOfOthers, staleRuns } from "./run-store";

/**
 * Ends the runs whose owner has been silent for too long, and keeps what they said. Whoever comes by does this: at boot,
 * now and then, and when a thread is read. Several at once do no harm: only one of them finds the run running.
 *
 * @param of only of this person's thread; nobody else's call may end a run
 */
export async function interruptStale(
  db: Database,
  params: { staleMs: number; of?: { userId: string; threadId: string } },
): Promise<number> {
  const stale = await staleRuns(db, params);
  for (const one of stale) await interruptRun(db, one, lt(run.heartbeatAt, ago(params.staleMs)));
  return stale.length;
}

/** Ends the runs that earlier processes left behind, where there can only be one process: they are all dead. */
export async function interruptLeftBehind(db: Database): Promise<number> {
  const left = await runsOfOthers(db, instanceId());
  for (const one of left) await interruptRun(db, one, undefined);
  return left.length;
}

/** Who asked for a stop that its owner did not live to hear gets it: the run is over, and as they wanted. */
async function interruptRun(db: Database, dead: Run, stillDead: SQL | undefined): Promise<void> {
  const place = { userId: dead.userId, threadId: dead.threadId, runId: dead.id, baseMessageId: dead.baseMessageId };
  const status = dead.stopRequestedAt ? "stopped" : "interrupted";
  const done = await db.transaction(async (tx) => {
    const guard = and(
      eq(run.id, dead.id),
      eq(run.status, "running"),
      eq(run.ownerInstance, dead.ownerInstance),
      stillDead,
    );
    if (!(await endRun(tx, guard, { status }))) return false;
    const kept = (await messagesOfRun(tx, place)).map((row) => row.content);
    const folded = await fold({ messages: kept, state: await stateOf(tx, place) }, await restOfLog(tx, dead));
    const closed = await fold(folded, answersToOpenCalls(folded.messages, status));
    await keepMessages(tx, place, closed, { ended: true });
    return true;
  });
  if (!done) return;
  log.warn({ runId: dead.id, owner: dead.ownerInstance, status }, "a run's owner is gone: what it said is kept");
  nudge(dead.id);
}

/** Also of a deleted thread: its owner may bring it back. */
async function stateOf(tx: Database, { userId, threadId }: { userId: string; threadId: string }): Promise<unknown> {
  const rows = await tx
    .select({ state: thread.state })
    .from(thread)
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId)));
  return rows[0]?.state ?? {};
}

async function restOfLog(tx: Database, dead: Run): Promise<BaseEvent[]> {
  const { batches } = await readLog(tx, { runId: dead.id, after: dead.coveredSeq, limit: 1_000_000 });
  return batches.flatMap((batch) => batch.events);
}

/** Every tool call that was cut short gets an answer: model providers refuse a history with an open one. */
function answersToOpenCalls(messages: readonly Message[], reason: string): BaseEvent[] {
  const answered = new Set(messages.flatMap((message) => (message.role === "tool" ? [message.toolCallId] : [])));
  const calls = messages.flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []));
  return calls
    .filter((call) => !answered.has(call.id))
    .map((call) => {
      const content = JSON.stringify({ error: reason });
      return { type: EventType.TOOL_CALL_RESULT, messageId: randomUUID(), toolCallId: call.id, content } as BaseEvent;
    });
}
