import "server-only";
import { and, desc, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { ThreadSummary } from "../api/contract";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { cursorOf, encodeCursor, micros } from "./cursor";
import { microsOf, timeAt } from "./moment";
import { liveRunOf, SUMMARY, toSummary } from "./summary";
import { threadId } from "./thread-id";

/** Where a page ended: within the pinned or the other threads (of a search: always these), at what time, at which thread. */
export const listCursor = cursorOf(z.enum(["pinned", "other"]), micros, threadId);
export type ListCursor = z.output<typeof listCursor>;

/** The person's own thread, and not a deleted one; of the archived or of the others, or (undefined) of both. */
export function listed(userId: string, archived: boolean | undefined): SQL | undefined {
  const place =
    archived === undefined ? undefined : archived ? isNotNull(thread.archivedAt) : isNull(thread.archivedAt);
  return and(eq(thread.userId, userId), isNull(thread.deletedAt), place);
}

/**
 * A page of a person's threads: the pinned ones first, then the others, each by the last thing said, newest first. All
 * pages together are one order, so pinned threads go on over a page's end like others do.
 *
 * A cursor names a place in that order, not a number of rows: what is new or moves up between two pages shifts nothing.
 * A thread that moves up past the place meanwhile is in none of the later pages; `changesSince` tells of it.
 */
export async function listThreads(
  db: Database,
  params: { userId: string; archived: boolean; limit: number; after?: ListCursor | undefined; staleMs: number },
): Promise<{ threads: ThreadSummary[]; nextCursor: string | null }> {
  const { userId, archived, limit, after, staleMs } = params;
  const place = sql`(${thread.pinnedAt} is not null, ${thread.activeAt}, ${thread.id})`;
  const rows = await db
    .select({ ...SUMMARY, activeMicros: microsOf(thread.activeAt) })
    .from(thread)
    .leftJoin(run, liveRunOf(staleMs))
    .where(
      and(
        listed(userId, archived),
        after && sql`${place} < (${after[0] === "pinned"}::boolean, ${timeAt(after[1])}, ${after[2]}::uuid)`,
      ),
    )
    .orderBy(desc(sql`${thread.pinnedAt} is not null`), desc(thread.activeAt), desc(thread.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    threads: page.map(toSummary),
    nextCursor:
      last && rows.length > limit ? encodeCursor([last.pinned ? "pinned" : "other", last.activeMicros, last.id]) : null,
  };
}
