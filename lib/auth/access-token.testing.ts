import { afterAll, beforeAll, beforeEach, vi } from "vitest";
import { embeddedTestDatabase, type TestDatabase } from "../db/testing";
import type { Database } from "../db/types";
import { log } from "../log";
import { getAccessToken } from "./access-token";
import { type FakeAuth0, renewedTokens, startFakeAuth0 } from "./fake-auth0.testing";
import { findLiveSession } from "./sessions";
import { seedSession, TEST_KEY } from "./testing";
import type { TokenSet } from "./vault";

export const userId = "auth0|a";
export const HOUR = 3_600;

/** What the suite that calls this asks tokens of: a tenant and a database, and the session and the keys of the moment. */
export function tokensOfASession() {
  let database: TestDatabase;
  let count = 0;
  // Filled before the first test.
  const at = { sid: "", keys: [TEST_KEY] } as {
    db: Database;
    auth0: FakeAuth0;
    sid: string;
    keys: (typeof TEST_KEY)[];
  };

  beforeAll(async () => {
    [database, at.auth0] = await Promise.all([embeddedTestDatabase(), startFakeAuth0()]);
    at.db = database.db;
  }, 60_000);
  afterAll(async () => {
    at.auth0.close();
    await database.drop();
  });
  beforeEach(() => {
    vi.restoreAllMocks();
    for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
    at.auth0.calls.length = 0;
    at.auth0.answer = () => renewedTokens(2);
    at.keys = [TEST_KEY];
  });

  const config = () => ({
    auth0: { issuer: at.auth0.issuer, clientId: "c", clientSecret: "s", audience: "a", organization: null },
    tokenKeys: at.keys,
    sessionIdleSeconds: 600,
  });
  const get = (rejected?: string, hold?: (work: Promise<unknown>) => void) =>
    getAccessToken({
      db: at.db,
      config: config(),
      sid: at.sid,
      userId,
      ...(rejected ? { rejected } : {}),
      ...(hold ? { hold } : {}),
    });
  const find = () => findLiveSession(at.db, { sid: at.sid, userId, idleSeconds: 600 });
  const newSid = () => `s${++count}`;
  async function signIn(accessLifeSeconds: number, tokens: Partial<TokenSet> = { lifeSeconds: HOUR }) {
    at.sid = newSid();
    await seedSession(at.db, { sid: at.sid, userId, tokens, accessLifeSeconds });
  }
  const refreshes = () => at.auth0.calls.map((form) => form.get("refresh_token"));
  return { at, get, find, newSid, signIn, refreshes };
}
