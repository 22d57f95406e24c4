import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { ThreadChanges } from "../api/contract";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { cursorOf, encodeCursor, micros } from "./cursor";
import { microsOf, timeAt } from "./moment";
import { liveRunOf, SUMMARY, toSummary } from "./summary";
import { threadId } from "./thread-id";

/**
 * `updated_at` is when a transaction began, and one that began before a question was asked may be committed after it was
 * answered. So each question looks back so far, and tells what changed within this time several times.
 */
const OVERLAP_MICROS = 10_000_000n;
const MAX_THREADS = 200;
const NO_THREAD = "00000000-0000-0000-0000-000000000000";

/**
 * From when on to look; within the threads of that very moment, after which; and, while an answer that was too long for
 * one is given in parts, from when on to look once it has been given.
 */
export const changesCursor = cursorOf(micros, threadId.or(z.literal(NO_THREAD)), micros.or(z.literal("")));
type ChangesCursor = z.output<typeof changesCursor>;

/**
 * A person's threads that changed since an earlier answer, deleted ones too, in the order of their changes; with more
 * than 200 of them the first 200, and a cursor to the rest. The time is the database's. A thread may be told of again
 * without having changed.
 */
export async function changesSince(
  db: Database,
  params: { userId: string; since?: ChangesCursor | undefined; staleMs: number },
): Promise<ThreadChanges> {
  const { userId, since, staleMs } = params;
  // The clock before the rows: what changes between the two is told again, not left out.
  const [clock] = await db.select({ now: microsOf(sql`now()`) }).from(sql`(select 1) as one`);
  const from = BigInt(clock?.now ?? 0) - OVERLAP_MICROS;
  if (!since) return { cursor: atTime(from), threads: [] };
  const [time, id, resume] = since;
  // A clock that was set back must not make the person wait until it has caught up.
  const begin = resume !== "" || BigInt(time) < from ? time : String(from);
  const rows = await db
    .select({
      ...SUMMARY,
      deleted: sql<boolean>`${thread.deletedAt} is not null`,
      headId: thread.headMessageId,
      runId: run.id,
      updatedMicros: microsOf(thread.updatedAt),
    })
    .from(thread)
    .leftJoin(run, liveRunOf(staleMs))
    .where(and(eq(thread.userId, userId), sql`(${thread.updatedAt}, ${thread.id}) > (${timeAt(begin)}, ${id}::uuid)`))
    .orderBy(asc(thread.updatedAt), asc(thread.id))
    .limit(MAX_THREADS + 1);
  const page = rows.slice(0, MAX_THREADS);
  const last = page.at(-1);
  // What an answer in parts must not skip is what changed behind it: from when its first part was asked for.
  const next = resume === "" ? String(from) : resume;
  return {
    cursor: last && rows.length > MAX_THREADS ? encodeCursor([last.updatedMicros, last.id, next]) : atTime(next),
    threads: page.map(({ deleted, headId, runId, ...row }) => ({ ...toSummary(row), deleted, headId, runId })),
  };
}

const atTime = (time: bigint | string) => encodeCursor([String(time), NO_THREAD, ""]);
