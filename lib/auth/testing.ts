import { sql } from "drizzle-orm";
import { authSession } from "../db/schema";
import type { Database } from "../db/types";
import { insertSession, isSession } from "./sessions";
import { sealTokens, type TokenSet } from "./vault";

export const TEST_KEY = new Uint8Array(32).fill(9);

type Seed = {
  sid: string;
  userId?: string;
  tokens?: Partial<TokenSet>;
  keys?: Uint8Array[];
  accessLifeSeconds?: number;
  maxSeconds?: number;
  userAgent?: string | null;
  address?: string | null;
  /** Null: Auth0 has not said when. */
  authenticatedSecondsAgo?: number | null;
};

/** A sign-in as it is after the way through Auth0. @returns the id that its owner's list has */
export async function seedSession(db: Database, seed: Seed): Promise<string> {
  const { sid, userId = "auth0|a", accessLifeSeconds = 3_600, maxSeconds = 86_400, authenticatedSecondsAgo = 0 } = seed;
  const tokens = { accessToken: "a1", refreshToken: "r1", idpSid: null, ...seed.tokens };
  return await insertSession(db, {
    sid,
    userId,
    name: "A",
    email: null,
    tokens: await sealTokens(tokens, sid, seed.keys ?? [TEST_KEY]),
    userAgent: seed.userAgent ?? null,
    address: seed.address ?? null,
    accessLifeSeconds,
    maxSeconds,
    authenticatedSecondsAgo,
  });
}

type Times = {
  seenAt?: number;
  absoluteExp?: number;
  refreshLeaseUntil?: number;
  accessExp?: number;
  authenticatedAt?: number;
};

/** Moves the times of a session to so many seconds from now. */
export async function setTimes(db: Database, key: { sid: string; userId?: string }, times: Times): Promise<void> {
  const values = Object.entries(times).map(([name, seconds]) => [name, sql`now() + make_interval(secs => ${seconds})`]);
  await db
    .update(authSession)
    .set(Object.fromEntries(values))
    .where(isSession({ sid: key.sid, userId: key.userId ?? "auth0|a" }));
}
