import { and, eq, gt, isNull } from "drizzle-orm";
import { authSession } from "../db/schema";
import type { Database } from "../db/types";

export type AuthSession = typeof authSession.$inferSelect;

type NewSession = Pick<AuthSession, "sid" | "userId" | "name" | "email" | "tokens" | "accessExp" | "absoluteExp">;

/** Stores a new sign-in. */
export async function insertSession(db: Database, session: NewSession): Promise<void> {
  await db.insert(authSession).values(session);
}

/** The session of this browser, unless it was revoked or its absolute lifetime is over. */
export async function findLiveSession(
  db: Database,
  params: { sid: string; userId: string; now: Date },
): Promise<AuthSession | null> {
  const rows = await db
    .select()
    .from(authSession)
    .where(
      and(
        eq(authSession.sid, params.sid),
        eq(authSession.userId, params.userId),
        isNull(authSession.revokedAt),
        gt(authSession.absoluteExp, params.now),
      ),
    )
    .limit(1);
  return rows[0] ?? null;
}

/**
 * Replaces the tokens if nobody else has since `version`.
 *
 * @returns false when another request was first; its tokens are the ones to read
 */
export async function replaceTokens(
  db: Database,
  params: { sid: string; userId: string; version: number; tokens: string; accessExp: Date },
): Promise<boolean> {
  const rows = await db
    .update(authSession)
    .set({ tokens: params.tokens, accessExp: params.accessExp, version: params.version + 1, refreshLeaseUntil: null })
    .where(
      and(
        eq(authSession.sid, params.sid),
        eq(authSession.userId, params.userId),
        eq(authSession.version, params.version),
        isNull(authSession.revokedAt),
      ),
    )
    .returning({ sid: authSession.sid });
  return rows.length === 1;
}

/** Ends a session for good. The tokens go at once: a revoked row has no use for them. */
export async function revokeSession(
  db: Database,
  params: { sid: string; userId: string; now: Date },
): Promise<boolean> {
  const rows = await db
    .update(authSession)
    .set({ revokedAt: params.now, tokens: "" })
    .where(and(eq(authSession.sid, params.sid), eq(authSession.userId, params.userId), isNull(authSession.revokedAt)))
    .returning({ sid: authSession.sid });
  return rows.length === 1;
}
