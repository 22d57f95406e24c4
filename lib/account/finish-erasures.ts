import "server-only";
import { and, desc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { pseudonymOf } from "../audit/pseudonym";
import type { Config } from "../config/settings";
import { auditEvent } from "../db/safety-schema";
import { authSession, thread } from "../db/schema";
import type { Database } from "../db/types";
import { eraseRows } from "./erase-rows";

/** Looked back so far, in days; never so far that a session begun since could have been purged: it guards what is new. */
const DAYS = 7;

/**
 * Finishes what an erasure left: the process may have died in the middle, and a request that was let in just before may have
 * written since. The erased are known by their pseudonym only, so everybody who has something is looked at; nobody is, unless
 * somebody was erased within a week.
 *
 * @returns how many rows were left over
 */
export async function finishErasures(db: Database, config: Pick<Config, "keep" | "sessionIdKey">): Promise<number> {
  const since = sql`now() - ${Math.min(DAYS, config.keep.sessionsDays)} * interval '1 day'`;
  const events = await db
    .select({ id: auditEvent.id, pseudonym: auditEvent.userId })
    .from(auditEvent)
    .where(and(eq(auditEvent.kind, "account-erased"), gt(auditEvent.at, since)))
    .orderBy(desc(auditEvent.at));
  if (events.length === 0) return 0;
  const people = await db
    .selectDistinct({ userId: thread.userId })
    .from(thread)
    .union(db.selectDistinct({ userId: authSession.userId }).from(authSession))
    .union(
      db
        .selectDistinct({ userId: sql<string>`${auditEvent.userId}` })
        .from(auditEvent)
        .where(and(gt(auditEvent.at, since), isNotNull(auditEvent.userId))),
    );
  let left = 0;
  for (const { userId } of people) {
    const pseudonym = pseudonymOf(userId, config.sessionIdKey);
    const latest = events.find((event) => event.pseudonym === pseudonym);
    if (latest) left += await eraseRows(db, { userId, pseudonym, erasureId: latest.id });
  }
  return left;
}
