import "server-only";
import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { ThreadSummary } from "../api/contract";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { ago } from "../runs/run-store";

/** What a list of threads reads of each; goes with `leftJoin(run, liveRunOf(staleMs))`. */
export const SUMMARY = {
  id: thread.id,
  agentId: thread.agentId,
  title: thread.title,
  pinned: sql<boolean>`${thread.pinnedAt} is not null`,
  archived: sql<boolean>`${thread.archivedAt} is not null`,
  running: sql<boolean>`${run.id} is not null`,
  unread: sql<boolean>`coalesce(${thread.answeredAt} > coalesce(${thread.seenAt}, '-infinity'), false)`,
  activeAt: thread.activeAt,
};

type SummaryRow = Omit<ThreadSummary, "activeAt"> & { activeAt: Date };

/**
 * The run that a thread is waiting for: at most one (a unique index sees to it). One that has not been heard of for
 * `staleMs` is dead, whether or not somebody has written that down yet.
 */
export function liveRunOf(staleMs: number): SQL | undefined {
  return and(
    eq(run.threadId, thread.id),
    eq(run.userId, thread.userId),
    eq(run.status, "running"),
    gt(run.heartbeatAt, ago(staleMs)),
  );
}

export function toSummary(row: SummaryRow): ThreadSummary {
  const { id, agentId, title, pinned, archived, running, unread, activeAt } = row;
  return { id, agentId, title, pinned, archived, running, unread, activeAt: activeAt.toISOString() };
}

/** One thread as the list shows it; null when the person has none of that id. */
export async function readSummary(
  db: Database,
  params: { userId: string; threadId: string; staleMs: number },
): Promise<ThreadSummary | null> {
  const [row] = await db
    .select(SUMMARY)
    .from(thread)
    .leftJoin(run, liveRunOf(params.staleMs))
    .where(and(eq(thread.id, params.threadId), eq(thread.userId, params.userId), isNull(thread.deletedAt)))
    .limit(1);
  return row ? toSummary(row) : null;
}
