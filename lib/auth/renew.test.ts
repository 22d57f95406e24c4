import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { migratePostgres, openPostgres } from "../db/postgres";
import { createPostgresDatabase, embeddedTestDatabase, hasPostgres } from "../db/testing";
import type { Database } from "../db/types";
import { log } from "../log";
import { type FakeAuth0, invalidGrant, renewedTokens, startFakeAuth0 } from "./fake-auth0.testing";
import { readTokens } from "./held-tokens";
import { renew } from "./renew";
import { findLiveSession, revokeSessions } from "./sessions";
import { seedSession, setTimes, TEST_KEY } from "./testing";
import { claimLease, releaseLease, resealTokens, storeTokens } from "./token-row";
import { openTokens } from "./vault";

vi.setConfig({ testTimeout: 30_000 });

type Open = { pools: [Database, Database]; close: () => Promise<void> };

/** On Postgres two pools stand for two processes; the embedded database has one process, whose renewals are these. */
const engines = [
  {
    engine: "embedded",
    available: true,
    open: async (): Promise<Open> => {
      const { db, drop } = await embeddedTestDatabase();
      return { pools: [db, db], close: drop };
    },
  },
  {
    engine: "postgres",
    available: await hasPostgres(),
    open: async (): Promise<Open> => {
      const { url, drop } = await createPostgresDatabase();
      await migratePostgres(url);
      const [one, two] = [openPostgres(url), openPostgres(url)];
      const close = async () => {
        await Promise.all([one.close(), two.close()]);
        await drop();
      };
      return { pools: [one.db, two.db], close };
    },
  },
];

const userId = "auth0|a";
const idleSeconds = 600;
let auth0: FakeAuth0;
beforeAll(async () => {
  auth0 = await startFakeAuth0();
});
afterAll(() => auth0.close());

describe.each(engines.filter(({ available }) => available))("renewals of two processes on $engine", ({ open }) => {
  let opened: Open;
  let sid = "";
  let count = 0;
  beforeAll(async () => {
    opened = await open();
  }, 60_000);
  afterAll(() => opened.close());
  beforeEach(async () => {
    for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
    auth0.calls.length = 0;
    auth0.answer = () => renewedTokens(2);
    sid = `s${++count}`;
    await seedSession(opened.pools[0], { sid, userId, accessLifeSeconds: -1 });
  });
  afterEach(() => vi.restoreAllMocks());

  const vault = (process: 0 | 1) => ({
    db: opened.pools[process],
    config: {
      auth0: { issuer: auth0.issuer, clientId: "c", clientSecret: "s", audience: "a", organization: null },
      tokenKeys: [TEST_KEY],
      sessionIdleSeconds: idleSeconds,
    },
    sid,
    userId,
  });
  /** As a process does that has just read the row. */
  const read = async (process: 0 | 1 = 0) => {
    const held = await readTokens(vault(process));
    if (!held.ok) throw new Error("no session");
    return held;
  };
  const renewIn = async (process: 0 | 1, from?: Awaited<ReturnType<typeof read>>) => {
    const held = from ?? (await read(process));
    return await renew(vault(process), held, held.tokens.refreshToken ?? "", false);
  };
  const row = async () => await findLiveSession(opened.pools[0], { sid, userId, idleSeconds });
  const kept = async () => (await openTokens((await row())?.tokens ?? "", sid, [TEST_KEY]))?.tokens;
  const refreshes = () => auth0.calls.filter((form) => !form.has("token")).map((form) => form.get("refresh_token"));
  const revoked = () => auth0.calls.filter((form) => form.has("token")).map((form) => form.get("token"));
  const seen = { version: 1 };
  /** The holder stands still: for everybody else its time is over. */
  const leaseRunsOut = () => setTimes(opened.pools[0], { sid }, { refreshLeaseUntil: -1 });

  it("ask Auth0 once, however many want it in both", async () => {
    auth0.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return renewedTokens(2);
    };
    const from = await read();
    const all = await Promise.all(Array.from({ length: 30 }, (_, i) => renewIn(i % 2 === 0 ? 0 : 1, from)));
    expect(new Set(all.map((one) => one.ok && one.token))).toEqual(new Set(["a2"]));
    expect(refreshes()).toEqual(["r1"]);
    expect((await row())?.version).toBe(2);
  });

  it("give the lease to one of many, for as long as it lasts by the database's clock", async () => {
    const { db } = vault(0);
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, i) => claimLease(opened.pools[i % 2 ? 1 : 0], { sid, userId, ...seen }, 15_000)),
    );
    const [lease, ...more] = all.filter((one) => one !== null);
    if (!lease) throw new Error("nobody has it");
    expect(more).toEqual([]);
    await leaseRunsOut();
    const next = await claimLease(db, { sid, userId, ...seen }, 15_000);
    expect(next).not.toBeNull();
    // Who has lost it cannot give it back for its new holder.
    await releaseLease(db, lease);
    expect(await claimLease(db, { sid, userId, ...seen }, 15_000)).toBeNull();
    if (next) await releaseLease(db, next);
    expect(await claimLease(db, { sid, userId: "auth0|b", ...seen }, 15_000)).toBeNull();
    expect(await claimLease(db, { sid, userId, ...seen }, 15_000)).not.toBeNull();
  });

  it("take over from a process that died with the lease", async () => {
    await claimLease(opened.pools[1], { sid, userId, ...seen }, 700);
    const began = Date.now();
    expect(await renewIn(0)).toEqual({ ok: true, token: "a2" });
    expect(Date.now() - began).toBeGreaterThan(500);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it("use what another has stored, when their own answer comes late, and revoke nothing", async () => {
    auth0.answer = async () => {
      if (auth0.calls.length > 1) return renewedTokens(3);
      await leaseRunsOut();
      expect(await renewIn(1)).toEqual({ ok: true, token: "a3" });
      return renewedTokens(2);
    };
    expect(await renewIn(0)).toEqual({ ok: true, token: "a3" });
    expect(await kept()).toMatchObject({ accessToken: "a3", refreshToken: "r3" });
    // r2 is of the family that r3 is of: to revoke it would sign the person out.
    expect(revoked()).toEqual([]);
  });

  it("store an answer that comes after its lease, when nobody else has one; the other then uses it", async () => {
    let giveOther: (sent: typeof invalidGrant) => void = () => undefined;
    let other: Promise<unknown> | undefined;
    auth0.answer = async () => {
      if (auth0.calls.length > 1) return await new Promise((resolve) => (giveOther = resolve));
      await leaseRunsOut();
      other = renewIn(1);
      await vi.waitFor(() => expect(auth0.calls).toHaveLength(2));
      return renewedTokens(2);
    };
    expect(await renewIn(0)).toEqual({ ok: true, token: "a2" });
    giveOther(invalidGrant);
    expect(await other).toEqual({ ok: true, token: "a2" });
    expect(await kept()).toMatchObject({ refreshToken: "r2" });
  });

  it("sign nobody out with an invalid_grant after somebody else's success", async () => {
    auth0.answer = async () => {
      if (auth0.calls.length > 1) return renewedTokens(3);
      await leaseRunsOut();
      await renewIn(1);
      return invalidGrant;
    };
    expect(await renewIn(0)).toEqual({ ok: true, token: "a3" });
    expect(await row()).not.toBeNull();
  });

  it("sign nobody out with an invalid_grant while somebody else is asking, who then succeeds", async () => {
    let other: Promise<unknown> | undefined;
    let succeed: () => void = () => undefined;
    auth0.answer = async () => {
      if (auth0.calls.length > 1) return await new Promise((resolve) => (succeed = () => resolve(renewedTokens(3))));
      await leaseRunsOut();
      other = renewIn(1);
      await vi.waitFor(() => expect(auth0.calls).toHaveLength(2));
      return invalidGrant;
    };
    expect(await renewIn(0)).toEqual({ ok: false, reason: "unavailable" });
    succeed();
    expect(await other).toEqual({ ok: true, token: "a3" });
    expect(await kept()).toMatchObject({ refreshToken: "r3" });
  });

  it("sign the person out when it was meant, in both", async () => {
    auth0.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return invalidGrant;
    };
    const from = await read();
    const both = await Promise.all([renewIn(0, from), renewIn(1, from)]);
    expect(both).toEqual(Array(2).fill({ ok: false, reason: "expired" }));
    expect(await row()).toBeNull();
    expect(refreshes()).toHaveLength(1);
  });

  it("leave what the other issued in force, and end what was issued for nobody, when the person signs out", async () => {
    auth0.answer = async () => {
      await revokeSessions(opened.pools[1], { userId, idleSeconds }, { sid });
      return renewedTokens(2);
    };
    expect(await renewIn(0)).toEqual({ ok: false, reason: "expired" });
    expect(revoked()).toEqual(["r2"]);
    expect(await row()).toBeNull();
  });

  it("free the lease when Auth0 gives no answer, so that the next one asks at once", async () => {
    auth0.answer = () => ({ status: 429, body: {} });
    expect(await renewIn(0)).toEqual({ ok: false, reason: "unavailable" });
    auth0.answer = () => renewedTokens(2);
    const began = Date.now();
    expect(await renewIn(1)).toEqual({ ok: true, token: "a2" });
    expect(Date.now() - began).toBeLessThan(1_500);
  });

  it("never lose a renewal to tokens that are only sealed anew", async () => {
    const { db } = vault(1);
    const before = await read();
    const key = { sid, userId, ...seen };
    expect(await storeTokens(db, key, { tokens: "renewed", lifeSeconds: 60 })).toBe(true);
    await resealTokens(db, key, before.session.tokens, "old ones");
    expect((await row())?.tokens).toBe("renewed");
    expect(await storeTokens(db, key, { tokens: "late", lifeSeconds: 60 })).toBe(false);
    expect(await storeTokens(db, { ...key, userId: "auth0|b", version: 2 }, { tokens: "theft", lifeSeconds: 60 })).toBe(
      false,
    );
  });

  it("give out a token that could not be stored: its refresh token is lost, but the run need not be", async () => {
    const { db } = vault(0);
    const from = await read();
    auth0.answer = async () => {
      await db.execute(sql`alter table auth_session rename column version to version_`);
      return renewedTokens(2);
    };
    try {
      expect(await renewIn(0, from)).toEqual({ ok: true, token: "a2" });
    } finally {
      await db.execute(sql`alter table auth_session rename column version_ to version`);
    }
  });
});
