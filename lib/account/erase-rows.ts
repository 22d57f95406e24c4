import "server-only";
import { and, eq, inArray, lte, ne, type SQL, sql } from "drizzle-orm";
import { auditEvent } from "../db/safety-schema";
import { authSession, thread } from "../db/schema";
import type { Database } from "../db/types";

/** At a time, with all their messages, so that no statement runs into the database's limits. */
const THREADS = 20;
/** A request that was let in just before may still be writing. */
const LATE = sql`interval '10 minutes'`;

export type Erasure = {
  userId: string;
  /** Of the event `account-erased`, whose time says what there was before. */
  erasureId: string;
  pseudonym: string;
};

/**
 * Removes what a person had when they asked for it: sessions, threads with everything in them, and their name in the trail.
 * Whoever signs in again afterwards begins anew, and what they begin is not touched, however often and late this is called.
 *
 * @returns how many threads and sessions are gone, and how many events have lost their name
 */
export async function eraseRows(db: Database, erasure: Erasure): Promise<number> {
  const { userId, erasureId, pseudonym } = erasure;
  const asked = sql`(select e.at from ${auditEvent} e where e.id = ${erasureId})`;
  const sessions = await db
    .delete(authSession)
    .where(and(eq(authSession.userId, userId), lte(authSession.createdAt, asked)))
    .returning({ sid: authSession.sid });
  const again = sql`(select min(s.created_at) from ${authSession} s where s.user_id = ${userId})`;
  const until = sql`least(${asked} + ${LATE}, ${again})`;
  const threads = await eraseThreads(db, userId, until);
  const events = await db
    .update(auditEvent)
    .set({ userId: pseudonym, subject: null, address: null, requestId: null })
    .where(and(eq(auditEvent.userId, userId), ne(auditEvent.id, erasureId), sql`${auditEvent.at} < ${until}`))
    .returning({ id: auditEvent.id });
  return sessions.length + threads + events.length;
}

async function eraseThreads(db: Database, userId: string, until: SQL): Promise<number> {
  const own = and(eq(thread.userId, userId), sql`${thread.createdAt} < ${until}`);
  for (let erased = 0; ; ) {
    const some = db.select({ id: thread.id }).from(thread).where(own).limit(THREADS);
    const gone = await db
      .delete(thread)
      .where(and(inArray(thread.id, some), own))
      .returning({ id: thread.id });
    erased += gone.length;
    if (gone.length === 0) return erased;
  }
}
