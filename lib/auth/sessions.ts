import { and, desc, eq, getTableColumns, gt, inArray, isNull, lt, ne, type SQL, sql } from "drizzle-orm";
import { secondsAgo } from "../db/clock";
import { authSession } from "../db/schema";
import type { Database } from "../db/types";

export type AuthSession = typeof authSession.$inferSelect;

/** Names one session; the person in it is asked for each time, so that a leaked `sid` alone opens nothing. */
export type SessionKey = { sid: string; userId: string };
/** A session that nobody uses for this long is over. */
export type Idle = { idleSeconds: number };

/** A live session as it was read, with what is left by the database's clock. */
export type LiveSession = AuthSession & {
  /** How long the access token still lives; negative when it does not. */
  accessLifeMs: number;
  /** How long ago its person last did something. */
  unseenMs: number;
  /** When it ends by itself if it is not used until then. */
  endsAt: Date;
};

type NewSession = Pick<AuthSession, "sid" | "userId" | "name" | "email" | "tokens" | "userAgent" | "address"> & {
  accessLifeSeconds: number;
  maxSeconds: number;
  /** How long ago its person showed who they are; null when that is not known. */
  authenticatedSecondsAgo: number | null;
};

/** Nobody finds a session again after so many: a list that somebody has to read stays one. */
const MOST_LISTED = 100;

const fromNow = (seconds: number) => sql<Date>`now() + make_interval(secs => ${seconds})`;
const ms = (interval: SQL) => sql<number>`(extract(epoch from ${interval}) * 1000)::float8`;

export const isSession = ({ sid, userId }: SessionKey) => and(eq(authSession.sid, sid), eq(authSession.userId, userId));

/** Neither revoked, nor older than it may get, nor unused for too long: by the database's clock, which all processes share. */
const isLive = ({ idleSeconds }: Idle) =>
  and(
    isNull(authSession.revokedAt),
    gt(authSession.absoluteExp, sql`now()`),
    gt(authSession.seenAt, secondsAgo(idleSeconds)),
  );

const live = ({ idleSeconds }: Idle) => ({
  ...getTableColumns(authSession),
  accessLifeMs: ms(sql`${authSession.accessExp} - now()`),
  unseenMs: ms(sql`now() - ${authSession.seenAt}`),
  endsAt: sql`least(${authSession.absoluteExp}, ${authSession.seenAt} + make_interval(secs => ${idleSeconds}))`.mapWith(
    authSession.absoluteExp,
  ),
});

/** Stores a new sign-in. @returns the id that its owner's list calls it by */
export async function insertSession(db: Database, session: NewSession): Promise<string> {
  const { accessLifeSeconds, maxSeconds, authenticatedSecondsAgo, ...values } = session;
  const [row] = await db
    .insert(authSession)
    .values({
      ...values,
      accessExp: fromNow(accessLifeSeconds),
      absoluteExp: fromNow(maxSeconds),
      authenticatedAt: authenticatedSecondsAgo === null ? null : secondsAgo(authenticatedSecondsAgo),
    })
    .returning({ id: authSession.id });
  if (!row) throw new Error("the session was not stored");
  return row.id;
}

/** The session of this browser, unless it was revoked, or its absolute or idle lifetime is over. */
export async function findLiveSession(db: Database, key: SessionKey & Idle): Promise<LiveSession | null> {
  const rows = await db
    .select(live(key))
    .from(authSession)
    .where(and(isSession(key), isLive(key)))
    .limit(1);
  return rows[0] ?? null;
}

/** Whether the person of this session showed who they are within the last so many seconds. Not known is no. */
export async function isAuthenticatedWithin(db: Database, key: SessionKey, seconds: number): Promise<boolean> {
  const rows = await db
    .select({ sid: authSession.sid })
    .from(authSession)
    .where(and(isSession(key), isNull(authSession.revokedAt), gt(authSession.authenticatedAt, secondsAgo(seconds))))
    .limit(1);
  return rows.length === 1;
}

/** Which of these sessions are over. */
export async function endedSessions(db: Database, keys: readonly SessionKey[], idle: Idle): Promise<SessionKey[]> {
  const sids = keys.map(({ sid }) => sid);
  const rows = await db
    .select({ sid: authSession.sid, userId: authSession.userId })
    .from(authSession)
    .where(and(inArray(authSession.sid, sids), isLive(idle)));
  const owners = new Map(rows.map(({ sid, userId }) => [sid, userId]));
  return keys.filter(({ sid, userId }) => owners.get(sid) !== userId);
}

/** Where a person is signed in, last used first. */
export async function listSessions(db: Database, params: { userId: string } & Idle): Promise<LiveSession[]> {
  return await db
    .select(live(params))
    .from(authSession)
    .where(and(eq(authSession.userId, params.userId), isLive(params)))
    .orderBy(desc(authSession.seenAt), authSession.id)
    .limit(MOST_LISTED);
}

/** Says that the session is being used. Of many requests at the same time one writes. */
export async function touchSession(db: Database, key: SessionKey & { afterSeconds: number }): Promise<void> {
  await db
    .update(authSession)
    .set({ seenAt: sql`now()` })
    .where(and(isSession(key), isNull(authSession.revokedAt), lt(authSession.seenAt, secondsAgo(key.afterSeconds))));
}

/** What is left of an ended session: enough to end it at Auth0 too, and to write down that it ended. */
export type EndedSession = Pick<AuthSession, "sid" | "id" | "userId" | "tokens">;

/**
 * Ends sessions of one person for good. The tokens go at once: a revoked row has no use for them.
 *
 * @param which all of the person's that this holds for, or the one with this `sid` or `id`
 * @returns those that were live until now, with the tokens that they had
 */
export async function revokeSessions(
  db: Database,
  params: { userId: string } & Idle,
  which: { sid: string } | { id: string } | { not: string } | "all",
): Promise<EndedSession[]> {
  const chosen =
    which === "all"
      ? undefined
      : "sid" in which
        ? eq(authSession.sid, which.sid)
        : "id" in which
          ? eq(authSession.id, which.id)
          : ne(authSession.sid, which.not);
  // The update sees no old values: they are read under the lock that it needs anyway.
  const old = db.$with("old").as(
    db
      .select({ sid: authSession.sid, id: authSession.id, userId: authSession.userId, tokens: authSession.tokens })
      .from(authSession)
      .where(and(eq(authSession.userId, params.userId), isLive(params), chosen))
      .for("update"),
  );
  return await db
    .with(old)
    .update(authSession)
    .set({ revokedAt: sql`now()`, tokens: "" })
    .from(old)
    .where(and(eq(authSession.sid, old.sid), isNull(authSession.revokedAt)))
    .returning({ sid: old.sid, id: old.id, userId: old.userId, tokens: old.tokens });
}
