import "server-only";
import { and, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import type { ThreadSummary } from "../api/contract";
import { message, run, thread } from "../db/schema";
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
  // As `shownRun` and `pendingOf` have it: the newest run at the end of the shown branch has ended with a question.
  waiting: sql<boolean>`exists (
    select 1 from ${run} asked
    where asked.thread_id = ${thread.id} and asked.user_id = ${thread.userId}
      and asked.interrupts is not null and asked.status = 'completed'
      and (asked.base_message_id = ${thread.headMessageId} or exists (
        select 1 from ${message} m
        where m.thread_id = asked.thread_id and m.id = ${thread.headMessageId} and m.run_id = asked.id and m.role <> 'user'
      ))
      and not exists (
        select 1 from ${run} later
        where later.thread_id = asked.thread_id and later.base_message_id = ${thread.headMessageId}
          and (later.started_at, later.id) > (asked.started_at, asked.id)
      )
  )`,
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
  const { id, agentId, title, pinned, archived, running, waiting, unread, activeAt } = row;
  return { id, agentId, title, pinned, archived, running, waiting, unread, activeAt: activeAt.toISOString() };
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
