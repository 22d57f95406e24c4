import "server-only";
import type { BaseEvent } from "@ag-ui/core";
import { and, asc, desc, eq, gt, inArray, isNotNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { type RunErrorMetadata, type RunStatus, run, runEvent } from "../db/schema";
import type { Database } from "../db/types";
import type { StoredPending, StoredResume } from "../interrupts/stored";

export type Run = typeof run.$inferSelect;

type Owned = { userId: string; threadId: string };
/** The process that holds a run's lease. What it writes counts only while it does. */
export type Lease = { runId: string; owner: string };

/**
 * The run is ours and not over. Every write of a producer is under this, so that one that was taken for dead cannot
 * change an end that people have seen.
 */
export const held = (lease: Lease): SQL | undefined =>
  and(eq(run.id, lease.runId), eq(run.ownerInstance, lease.owner), eq(run.status, "running"));

/** Milliseconds ago, by the database's clock: the instances' may differ. */
export const ago = (ms: number): SQL => sql`now() - ${ms} * interval '1 millisecond'`;

/**
 * Claims a thread for a new run.
 *
 * @returns false when another run of the thread is on (or the id is used): a unique index decides, not a look before
 */
export async function claimRun(
  tx: Database,
  params: Owned & Lease & { agentId: string; baseMessageId: string; generation: number; resume: StoredResume | null },
): Promise<boolean> {
  const { runId, owner, ...values } = params;
  const rows = await tx
    .insert(run)
    .values({ ...values, id: runId, ownerInstance: owner })
    .onConflictDoNothing()
    .returning({ id: run.id });
  return rows.length === 1;
}

/** A person's own run. */
export async function findRun(db: Database, params: { userId: string; runId: string }): Promise<Run | null> {
  const rows = await db
    .select()
    .from(run)
    .where(and(eq(run.id, params.runId), eq(run.userId, params.userId)))
    .limit(1);
  return rows[0] ?? null;
}

/** Whether the thread has another run than this one on. For the site's own care of a session, not for an answer. */
export async function isAnotherRunning(db: Database, params: { threadId: string; runId: string }): Promise<boolean> {
  const rows = await db
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.threadId, params.threadId), eq(run.status, "running"), ne(run.id, params.runId)))
    .limit(1);
  return rows.length > 0;
}

/** The runs of a thread, newest first. */
export async function runsOf(db: Database, { userId, threadId }: Owned): Promise<Run[]> {
  return await db
    .select()
    .from(run)
    .where(and(eq(run.threadId, threadId), eq(run.userId, userId)))
    .orderBy(desc(run.startedAt), desc(run.id));
}

/**
 * For how long an AgentCore session of a thread has been without a call, and for how long there has been one, in
 * milliseconds by the database's clock; infinitely long where no run of it has ended.
 */
export async function sessionAge(
  db: Database,
  { userId, threadId, generation }: Owned & { generation: number },
): Promise<{ idleMs: number; livedMs: number }> {
  const msSince = (moment: SQL) => sql<string | number | null>`extract(epoch from now() - ${moment}) * 1000`;
  const [row] = await db
    .select({ idle: msSince(sql`max(${run.endedAt})`), lived: msSince(sql`min(${run.startedAt})`) })
    .from(run)
    .where(and(eq(run.threadId, threadId), eq(run.userId, userId), eq(run.generation, generation)));
  const known = (value: string | number | null | undefined) =>
    value == null ? Number.POSITIVE_INFINITY : Number(value);
  return { idleMs: known(row?.idle), livedMs: known(row?.lived) };
}

/** Renews the leases of this process. @returns those of them that are still held; the others were taken for dead */
export async function renewLeases(db: Database, owner: string, runIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .update(run)
    .set({ heartbeatAt: sql`now()` })
    .where(and(inArray(run.id, [...runIds]), eq(run.ownerInstance, owner), eq(run.status, "running")))
    .returning({ id: run.id });
  return new Set(rows.map((row) => row.id));
}

/** Which of this process's runs somebody has asked to stop. */
export async function stopRequests(db: Database, owner: string): Promise<string[]> {
  const rows = await db
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.ownerInstance, owner), eq(run.status, "running"), isNotNull(run.stopRequestedAt)));
  return rows.map((row) => row.id);
}

/** Asks whoever owns the run to stop it. It names the run, so it cannot hit the next one. */
export async function requestStop(db: Database, params: { userId: string; runId: string }): Promise<boolean> {
  const rows = await db
    .update(run)
    .set({ stopRequestedAt: sql`coalesce(${run.stopRequestedAt}, now())` })
    .where(and(eq(run.id, params.runId), eq(run.userId, params.userId), eq(run.status, "running")))
    .returning({ id: run.id });
  return rows.length === 1;
}

/**
 * Running runs whose owner has not been heard of for so long, oldest first.
 *
 * @param of only of this person's thread; without it of everybody, which is for the site itself to ask
 */
export async function staleRuns(db: Database, params: { staleMs: number; of?: Owned }): Promise<Run[]> {
  return await db
    .select()
    .from(run)
    .where(
      and(
        eq(run.status, "running"),
        lt(run.heartbeatAt, ago(params.staleMs)),
        params.of && and(eq(run.threadId, params.of.threadId), eq(run.userId, params.of.userId)),
      ),
    )
    .orderBy(asc(run.heartbeatAt))
    .limit(50);
}

/** Running runs of any other process; where there can be only one, its predecessors are dead. */
export async function runsOfOthers(db: Database, owner: string): Promise<Run[]> {
  return await db
    .select()
    .from(run)
    .where(and(eq(run.status, "running"), sql`${run.ownerInstance} <> ${owner}`));
}

export type RunEnd = {
  status: Exclude<RunStatus, "running">;
  errorCode?: string;
  errorMetadata?: RunErrorMetadata;
  usage?: unknown;
  /** What the agent waits for now. */
  interrupts?: StoredPending;
  /** Ended by somebody else than its owner. */
  leftBehind?: boolean;
};

/** Marks a run as ended, under `guard`. @returns false when the guard did not hold: somebody else ended it first */
export async function endRun(tx: Database, guard: SQL | undefined, end: RunEnd, coveredSeq?: number): Promise<boolean> {
  const rows = await tx
    .update(run)
    .set({
      status: end.status,
      endedAt: sql`now()`,
      errorCode: end.errorCode ?? null,
      errorMetadata: end.errorMetadata ?? null,
      usage: end.usage ?? null,
      interrupts: end.interrupts ?? null,
      leftBehind: end.leftBehind ?? false,
      ...(coveredSeq === undefined ? {} : { coveredSeq }),
    })
    .where(guard)
    .returning({ id: run.id });
  return rows.length === 1;
}

/**
 * Adds a batch to the log, in one round trip.
 *
 * @param batch written again after an answer of the database got lost, it may hold more than the first time
 * @returns false when the lease is lost
 */
export async function appendEvents(
  db: Database,
  lease: Lease,
  batch: { seq: number; events: BaseEvent[] },
): Promise<boolean> {
  const result = await db.execute(sql`
    with held as (
      update ${run} set last_seq = ${batch.seq}
      where ${run.id} = ${lease.runId} and ${run.ownerInstance} = ${lease.owner} and ${run.status} = 'running'
      returning ${run.id}
    )
    insert into ${runEvent} (run_id, seq, events)
    select held.id, ${batch.seq}, ${JSON.stringify(batch.events)} from held
    on conflict (run_id, seq) do update set events = excluded.events
    returning seq`);
  return (result as unknown as { rows: unknown[] }).rows.length === 1;
}

export type LoggedBatch = { seq: number; events: BaseEvent[] };

/**
 * The log after a number, in order, up to the first gap: what comes after one is not to be shown before it.
 *
 * @param limit batches at most
 */
export async function readLog(
  db: Database,
  params: { runId: string; after: number; limit: number },
): Promise<{ batches: LoggedBatch[]; gap: boolean }> {
  const rows = await db
    .select({ seq: runEvent.seq, events: runEvent.events })
    .from(runEvent)
    .where(and(eq(runEvent.runId, params.runId), gt(runEvent.seq, params.after)))
    .orderBy(asc(runEvent.seq))
    .limit(params.limit);
  const batches: LoggedBatch[] = [];
  let next = params.after + 1;
  for (const { seq, events } of rows) {
    const first = seq - events.length + 1;
    if (first > next) return { batches, gap: true };
    // Begun inside of what is known already: only the rest of it is new.
    batches.push({ seq, events: events.slice(next - first) });
    next = seq + 1;
  }
  return { batches, gap: false };
}
