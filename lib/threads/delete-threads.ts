import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";

/**
 * Deletes one of a person's threads, or (without `threadId`) all of them, so that each can be brought back. Answers that
 * are being written are asked to stop: nobody will read them.
 *
 * @returns how many are gone now that were not before
 */
export async function deleteThreads(db: Database, params: { userId: string; threadId?: string }): Promise<number> {
  const { userId, threadId } = params;
  return await db.transaction(async (tx) => {
    const gone = await tx
      .update(thread)
      .set({ deletedAt: sql`now()`, updatedAt: sql`now()` })
      .where(
        and(
          eq(thread.userId, userId),
          isNull(thread.deletedAt),
          threadId === undefined ? undefined : eq(thread.id, threadId),
        ),
      )
      .returning({ id: thread.id });
    if (gone.length > 0)
      await tx
        .update(run)
        .set({ stopRequestedAt: sql`coalesce(${run.stopRequestedAt}, now())` })
        .where(
          and(
            eq(run.userId, userId),
            eq(run.status, "running"),
            inArray(
              run.threadId,
              gone.map(({ id }) => id),
            ),
          ),
        );
    return gone.length;
  });
}
