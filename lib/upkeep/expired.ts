import "server-only";
import { and, eq, inArray, lt, ne, notExists, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Config } from "../config/settings";
import { secondsAgo } from "../db/clock";
import { auditEvent, rateLimit } from "../db/safety-schema";
import { authSession, run, runEvent, share, thread } from "../db/schema";
import type { Database } from "../db/types";

export type RetentionConfig = Pick<Config, "keep" | "sessionIdleSeconds">;

/** One sort of thing that is not kept for ever. */
export type Expiry = {
  what: string;
  /** How many `remove` takes at most, so that no purge holds the database up. */
  batch: number;
  /** Removes some of what is over. @returns how many; fewer than `batch` means that nothing is left */
  remove: (db: Database) => Promise<number>;
};

const HOUR = 3_600;
const DAY = 24 * HOUR;

/**
 * All that has an end, and how it goes; the periods are the settings' (`KEEP_*`). Only the site itself asks: nothing here
 * names a person.
 */
export function expiries({ keep, sessionIdleSeconds }: RetentionConfig): readonly Expiry[] {
  const sessionsEndedFor = (seconds: number) =>
    or(
      lt(authSession.revokedAt, secondsAgo(seconds)),
      lt(authSession.absoluteExp, secondsAgo(seconds)),
      lt(authSession.seenAt, secondsAgo(seconds + sessionIdleSeconds)),
    );
  const deletedFor = secondsAgo(keep.deletedDays * DAY);
  return [
    { what: "run logs", batch: 50, remove: (db) => removeLogs(db, keep.runEventsHours * HOUR, 50) },
    // With all that is in them. Its run is ended first, by whoever finds it dead.
    rows("deleted threads", thread, thread.id, 20, (db) =>
      and(
        lt(thread.deletedAt, deletedFor),
        notExists(
          db
            .select({ id: run.id })
            .from(run)
            .where(and(eq(run.threadId, thread.id), eq(run.status, "running"))),
        ),
      ),
    ),
    rows("ended shares", share, share.id, 200, () =>
      or(lt(share.revokedAt, deletedFor), lt(share.expiresAt, deletedFor)),
    ),
    // A revoked one has lost them already. The hour is for clocks, and for whoever is just signing out of it.
    { what: "tokens of ended sessions", batch: 500, remove: (db) => forgetTokens(db, sessionsEndedFor(HOUR), 500) },
    rows("ended sessions", authSession, authSession.sid, 500, () => sessionsEndedFor(keep.sessionsDays * DAY)),
    rows("audit events", auditEvent, auditEvent.id, 1_000, () => lt(auditEvent.at, secondsAgo(keep.auditDays * DAY))),
    // An allowance that is whole again says no more than no row does.
    rows("whole allowances", rateLimit, rateLimit.key, 1_000, () => lt(rateLimit.fullAt, sql`now()`)),
  ];
}

/**
 * Rows of one table. Locked before they are judged, and what somebody else has locked is left for the next time: a thread that
 * its owner is bringing back stays, and a purge waits for nobody, so it cannot take part in a deadlock.
 */
function rows(
  what: string,
  table: PgTable,
  id: PgColumn,
  batch: number,
  isOver: (db: Database) => SQL | undefined,
): Expiry {
  return {
    what,
    batch,
    remove: async (db) => {
      const some = db.select({ id }).from(table).where(isOver(db)).limit(batch).for("update", { skipLocked: true });
      const gone = await db.delete(table).where(inArray(id, some)).returning({ id });
      return gone.length;
    },
  };
}

/**
 * The logs of runs that ended long ago: they serve readers who come back to a run, and once it has ended its messages say
 * the same. From run to run along the log's own index: there are logs of a day, but runs of years.
 */
async function removeLogs(db: Database, seconds: number, batch: number): Promise<number> {
  const result = await db.execute(sql`
    with recursive logged(id) as (
      (select run_id from ${runEvent} order by run_id limit 1)
      union all
      select (select next.run_id from ${runEvent} next where next.run_id > logged.id order by next.run_id limit 1)
      from logged where logged.id is not null
    )
    select ${run.id} as id from logged join ${run} on ${run.id} = logged.id
    where ${run.status} <> 'running' and ${run.endedAt} < ${secondsAgo(seconds)} limit ${batch}`);
  const ended = (result as unknown as { rows: { id: string }[] }).rows.map(({ id }) => id);
  if (ended.length > 0) await db.delete(runEvent).where(inArray(runEvent.runId, ended));
  return ended.length;
}

async function forgetTokens(db: Database, isOver: SQL | undefined, batch: number): Promise<number> {
  const over = and(ne(authSession.tokens, ""), isOver);
  const some = db.select({ sid: authSession.sid }).from(authSession).where(over).limit(batch);
  const gone = await db
    .update(authSession)
    .set({ tokens: "" })
    .where(and(inArray(authSession.sid, some), over))
    .returning({ sid: authSession.sid });
  return gone.length;
}
