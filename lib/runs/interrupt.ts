import "server-only";
import { randomUUID } from "node:crypto";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { and, eq, lt, type SQL } from "drizzle-orm";
import { findAgent } from "../agentcore/registry";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { messagesOfRun } from "../threads/messages";
import { fold } from "./fold";
import { instanceId } from "./instance";
import { keepMessages } from "./keep";
import { liveRun } from "./lease-keeper";
import { nudge } from "./nudge";
import type { Place } from "./place";
import { ago, endRun, type Run, readLog, runsOfOthers, staleRuns } from "./run-store";
import { losesSession } from "./settle";

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
  // Ours and alive: this process stood still, or the database did, and the next heartbeat says so.
  const dead = stale.filter((one) => one.ownerInstance !== instanceId() || !liveRun(one.id));
  return await interruptAll(db, dead, lt(run.heartbeatAt, ago(params.staleMs)));
}

/** Ends the runs that earlier processes left behind, where there can only be one process: they are all dead. */
export async function interruptLeftBehind(db: Database): Promise<number> {
  return await interruptAll(db, await runsOfOthers(db, instanceId()), undefined);
}

/** One that cannot be ended keeps nobody from the others. @returns how many were */
async function interruptAll(db: Database, dead: readonly Run[], stillDead: SQL | undefined): Promise<number> {
  let ended = 0;
  for (const one of dead) {
    try {
      if (await interruptRun(db, one, stillDead, true)) ended++;
    } catch (error) {
      log.error({ err: error, runId: one.id }, "what a dead run said could not be kept: it is ended without");
      try {
        if (await interruptRun(db, one, stillDead, false)) ended++;
      } catch (again) {
        log.error({ err: again, runId: one.id }, "a dead run could not be ended");
      }
    }
  }
  return ended;
}

/**
 * Who asked for a stop that its owner did not live to hear gets it: the run is over, and as they wanted.
 *
 * @param keeping whether what is in the log is made messages of; what is stored as messages stays in any case
 */
async function interruptRun(db: Database, dead: Run, stillDead: SQL | undefined, keeping: boolean): Promise<boolean> {
  const place = { userId: dead.userId, threadId: dead.threadId, runId: dead.id, baseMessageId: dead.baseMessageId };
  const status = dead.stopRequestedAt ? "stopped" : "interrupted";
  const done = await db.transaction(async (tx) => {
    const state = await lockedState(tx, place);
    if (state === null) return false;
    const guard = and(
      eq(run.id, dead.id),
      eq(run.status, "running"),
      eq(run.ownerInstance, dead.ownerInstance),
      stillDead,
    );
    if (!(await endRun(tx, guard, { status, leftBehind: true }))) return false;
    const kept = (await messagesOfRun(tx, place)).map((row) => row.content);
    const logged = keeping ? await restOfLog(tx, dead) : [];
    const folded = await fold({ messages: kept, state: state.value }, logged);
    const closed = await fold(folded, answersToOpenCalls(folded.messages, status));
    // The agent may be at it still, and is told of the end when somebody comes by with a token.
    await keepMessages(tx, place, closed, { ended: "cut", leavesSession: losesSession(findAgent(dead.agentId)) });
    return true;
  });
  if (!done) return false;
  log.warn({ runId: dead.id, owner: dead.ownerInstance, status }, "a run's owner is gone: what it said is kept");
  nudge(dead.id);
  return true;
}

/**
 * Locks the thread and gives its state; also of a deleted one, whose owner may bring it back.
 *
 * @returns null while somebody else is writing it: then the run is not dead, or is being ended
 */
async function lockedState(tx: Database, { userId, threadId }: Place): Promise<{ value: unknown } | null> {
  const rows = await tx
    .select({ value: thread.state })
    .from(thread)
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId)))
    .for("update", { skipLocked: true });
  return rows[0] ?? null;
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
