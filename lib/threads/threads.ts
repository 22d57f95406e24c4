import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { thread } from "../db/schema";
import type { Database } from "../db/types";
import { searchVector } from "./search-terms";

export type Thread = typeof thread.$inferSelect;

/** The person's own thread. Somebody else's, and a deleted one, is the same as none: null. */
export async function findThread(
  db: Database,
  { userId, threadId }: { userId: string; threadId: string },
): Promise<Thread | null> {
  const rows = await db
    .select()
    .from(thread)
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId), isNull(thread.deletedAt)))
    .limit(1);
  return rows[0] ?? null;
}

/**
 * Whether this person may run that agent in that thread: it is theirs and that agent's, or, for a first message, nobody's
 * yet.
 */
export async function mayRun(
  db: Database,
  params: { userId: string; threadId: string; agentId: string; isFirst: boolean },
): Promise<boolean> {
  const { userId, threadId, agentId, isFirst } = params;
  const rows = await db
    .select({ userId: thread.userId, agentId: thread.agentId, deletedAt: thread.deletedAt })
    .from(thread)
    .where(eq(thread.id, threadId));
  const [found] = rows;
  return found ? found.userId === userId && found.agentId === agentId && found.deletedAt === null : isFirst;
}

/**
 * The person's thread with that agent, locked until the transaction ends.
 *
 * @param create makes it now if nobody has the id: only for a first message
 * @returns null when the id is somebody else's, deleted, or another agent's: to this person it does not exist
 */
export async function lockThread(
  tx: Database,
  params: { userId: string; threadId: string; agentId: string; create: boolean },
): Promise<Thread | null> {
  const { userId, threadId, agentId } = params;
  if (params.create) await tx.insert(thread).values({ id: threadId, userId, agentId }).onConflictDoNothing();
  const rows = await tx
    .select()
    .from(thread)
    .where(
      and(eq(thread.id, threadId), eq(thread.userId, userId), eq(thread.agentId, agentId), isNull(thread.deletedAt)),
    )
    .for("update");
  return rows[0] ?? null;
}

/** What `set` takes to give a thread its title, unless a person chose the one it has. */
export function titleUnlessChosen(title: string, by: "message" | "agent") {
  const keep = sql`${thread.titleBy} = 'person'`;
  return {
    title: sql`case when ${keep} then ${thread.title} else ${title} end`,
    titleSearch: sql`case when ${keep} then ${thread.titleSearch} else ${searchVector(title)} end`,
    titleBy: sql`case when ${keep} then ${thread.titleBy} else ${by} end`,
  };
}
