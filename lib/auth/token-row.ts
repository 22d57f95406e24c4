import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { authSession } from "../db/schema";
import type { Database } from "../db/types";
import { isSession, type SessionKey } from "./sessions";

/** A row as it was read: every change below happens only if it is still that one. */
export type Seen = SessionKey & { version: number };

const isUnchanged = (seen: Seen) =>
  and(isSession(seen), eq(authSession.version, seen.version), isNull(authSession.revokedAt));

/** The right to ask Auth0 for new tokens. Its end is also its name: nobody else's ends in the same millisecond and version. */
export type Lease = Seen & { until: Date };

/**
 * Takes the lease of a renewal, unless somebody holds it or the tokens have changed. One that has run out belongs to nobody:
 * whoever had it is dead, or so late that its answer no longer counts for more than another's.
 */
export async function claimLease(db: Database, seen: Seen, leaseMs: number): Promise<Lease | null> {
  const free = or(isNull(authSession.refreshLeaseUntil), lt(authSession.refreshLeaseUntil, sql`now()`));
  const rows = await db
    .update(authSession)
    .set({ refreshLeaseUntil: leaseEnd(leaseMs) })
    .where(and(isUnchanged(seen), free))
    .returning({ until: authSession.refreshLeaseUntil });
  const until = rows[0]?.until;
  return until ? { ...seen, until } : null;
}

/**
 * Gives an unused lease back.
 *
 * @param restMs nobody shall try again for so long
 */
export async function releaseLease(db: Database, lease: Lease, restMs = 0): Promise<void> {
  await db
    .update(authSession)
    .set({ refreshLeaseUntil: restMs > 0 ? leaseEnd(restMs) : null })
    .where(and(isUnchanged(lease), eq(authSession.refreshLeaseUntil, lease.until)));
}

/**
 * Replaces the tokens if nobody else has since they were read. The lease does not count here: an answer that comes after its
 * lease has run out is as good as any, as long as no other has been stored.
 *
 * @returns false when another renewal was first, or the session was ended
 */
export async function storeTokens(
  db: Database,
  seen: Seen,
  renewed: { tokens: string; lifeSeconds: number },
): Promise<boolean> {
  const rows = await db
    .update(authSession)
    .set({
      tokens: renewed.tokens,
      accessExp: sql`now() + make_interval(secs => ${renewed.lifeSeconds})`,
      version: seen.version + 1,
      refreshLeaseUntil: null,
    })
    .where(isUnchanged(seen))
    .returning({ sid: authSession.sid });
  return rows.length === 1;
}

/**
 * The same tokens in another envelope. The version stays: a renewal that is under way meanwhile still counts, and one that was
 * first is not overwritten.
 */
export async function resealTokens(db: Database, seen: Seen, from: string, to: string): Promise<void> {
  await db
    .update(authSession)
    .set({ tokens: to })
    .where(and(isUnchanged(seen), eq(authSession.tokens, from)));
}

/**
 * Ends the session whose tokens are worth nothing any more, unless it has got others, or, where a lease says so, somebody else
 * is getting them.
 *
 * @returns its id when it was ended here
 */
export async function expireSession(db: Database, seen: Seen | Lease): Promise<string | null> {
  const own = "until" in seen ? eq(authSession.refreshLeaseUntil, seen.until) : undefined;
  const rows = await db
    .update(authSession)
    .set({ revokedAt: sql`now()`, tokens: "" })
    .where(and(isUnchanged(seen), own))
    .returning({ id: authSession.id });
  return rows[0]?.id ?? null;
}

/** In whole milliseconds, as they come back: a date in JavaScript has no finer ones. */
const leaseEnd = (ms: number) => sql<Date>`date_trunc('milliseconds', now() + make_interval(secs => ${ms / 1000}))`;
