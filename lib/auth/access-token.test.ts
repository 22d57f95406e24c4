import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { authSession } from "../db/schema";
import { embeddedTestDatabase, type TestDatabase } from "../db/testing";
import { log } from "../log";
import { getAccessToken } from "./access-token";
import { type FakeAuth0, invalidGrant, renewedTokens, startFakeAuth0 } from "./fake-auth0.testing";
import { findLiveSession, revokeSessions } from "./sessions";
import { seedSession, setTimes, TEST_KEY } from "./testing";
import { claimLease } from "./token-row";
import { openTokens, sealTokens, type TokenSet } from "./vault";

vi.setConfig({ testTimeout: 30_000 });

const userId = "auth0|a";
const HOUR = 3_600;
let database: TestDatabase;
let auth0: FakeAuth0;
let sid = "";
let count = 0;
let keys = [TEST_KEY];

beforeAll(async () => {
  [database, auth0] = await Promise.all([embeddedTestDatabase(), startFakeAuth0()]);
}, 60_000);
afterAll(async () => {
  auth0.close();
  await database.drop();
});
beforeEach(() => {
  vi.restoreAllMocks();
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
  auth0.calls.length = 0;
  auth0.answer = () => renewedTokens(2);
  keys = [TEST_KEY];
});

const config = () => ({
  auth0: { issuer: auth0.issuer, clientId: "c", clientSecret: "s", audience: "a", organization: null },
  tokenKeys: keys,
  sessionIdleSeconds: 600,
});
const get = (rejected?: string, hold?: (work: Promise<unknown>) => void) =>
  getAccessToken({
    db: database.db,
    config: config(),
    sid,
    userId,
    ...(rejected ? { rejected } : {}),
    ...(hold ? { hold } : {}),
  });
const find = () => findLiveSession(database.db, { sid, userId, idleSeconds: 600 });
async function signIn(accessLifeSeconds: number, tokens: Partial<TokenSet> = { lifeSeconds: HOUR }) {
  sid = `s${++count}`;
  await seedSession(database.db, { sid, userId, tokens, accessLifeSeconds });
}
const refreshes = () => auth0.calls.map((form) => form.get("refresh_token"));
const hang = () => new Promise<never>(() => undefined);

describe("how much life a token needs", () => {
  it.each([
    ["an hour, and most of it left", HOUR, 3_000, "good"],
    ["an hour, and a little more than five minutes left", HOUR, 310, "good"],
    ["an hour, and less than five minutes left", HOUR, 290, "renewed"],
    ["four minutes, and more than half of it left", 240, 130, "good"],
    ["four minutes, and less than half of it left", 240, 110, "renewed"],
    ["half a minute, and nearly all of it left", 30, 28, "good"],
    ["half a minute, and less than half of it left", 30, 14, "renewed"],
    ["an hour, and it is over", HOUR, -1, "renewed"],
    ["what an earlier release did not write down, and more than a minute left", undefined, 90, "good"],
    ["what an earlier release did not write down, and less than a minute left", undefined, 50, "renewed"],
  ])("lived for %s", async (_, lifeSeconds, left, what) => {
    await signIn(left, lifeSeconds === undefined ? {} : { lifeSeconds });
    expect(await get()).toEqual({ ok: true, token: what === "good" ? "a1" : "a2" });
    expect(auth0.calls).toHaveLength(what === "good" ? 0 : 1);
  });
});

describe("getAccessToken", () => {
  it("stores what came, and uses it from then on", async () => {
    await signIn(-1);
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(refreshes()).toEqual(["r1"]);
    expect((await find())?.refreshLeaseUntil).toBeNull();
    expect((await find())?.accessLifeMs).toBeGreaterThan(3_500_000);
  });

  it("renews once for many at the same time, whether they have to wait for it or not", async () => {
    for (const left of [-1, 100]) {
      await signIn(left);
      auth0.calls.length = 0;
      const all = await Promise.all(Array.from({ length: 30 }, () => get()));
      expect(new Set(all.map((token) => token.ok && token.token))).toEqual(new Set(["a2"]));
      expect(auth0.calls).toHaveLength(1);
    }
  });

  it("renews a token that AgentCore refused, whatever the clock says, once for all who were refused", async () => {
    await signIn(HOUR);
    const all = await Promise.all(Array.from({ length: 10 }, () => get("a1")));
    expect(new Set(all.map((token) => token.ok && token.token))).toEqual(new Set(["a2"]));
    expect(await get("a1")).toEqual({ ok: true, token: "a2" });
    expect(auth0.calls).toHaveLength(1);
  });

  it("does not give a refused token out again because Auth0 is down", async () => {
    await signIn(HOUR);
    auth0.answer = () => ({ status: 503, body: "x" });
    expect(await get("a1")).toEqual({ ok: false, reason: "unavailable" });
    expect(await get()).toEqual({ ok: true, token: "a1" });
  });

  it("keeps the old refresh token when Auth0 does not rotate", async () => {
    await signIn(-1);
    auth0.answer = () => ({ status: 200, body: { access_token: "a2", expires_in: 1 } });
    await get();
    await setTimes(database.db, { sid }, { accessExp: -1 });
    await get();
    expect(refreshes()).toEqual(["r1", "r1"]);
  });

  it("counts the life of a token from when it was asked for, however late the answer comes", async () => {
    await signIn(-1);
    auth0.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return renewedTokens(2, 100);
    };
    await get();
    expect((await find())?.accessLifeMs).toBeLessThan(99_000);
  });

  it("ends the sign-in when Auth0 refuses the refresh token for good, and says so in the trail", async () => {
    await signIn(-1);
    auth0.answer = () => invalidGrant;
    const id = (await find())?.id;
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(await find()).toBeNull();
    const trail = await database.db.select().from(auditEvent);
    expect(trail.filter(({ subject }) => subject === id)).toMatchObject([
      { kind: "session-expired", userId, detail: { reason: "invalid-grant" } },
    ]);
  });

  it.each(["mfa_required", "login_required", "consent_required", "interaction_required"])(
    "ends the session, too, when Auth0 wants the person themselves: %s",
    async (error) => {
      await signIn(-1);
      auth0.answer = () => ({ status: 403, body: { error } });
      expect(await get()).toEqual({ ok: false, reason: "expired" });
      expect(await find()).toBeNull();
    },
  );

  it("asks to sign in again when there is no session, or no refresh token and no life left", async () => {
    await signIn(-1, { refreshToken: null });
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    await signIn(30, { refreshToken: null });
    expect(await get()).toEqual({ ok: true, token: "a1" });
    sid = "unknown";
    expect(await get()).toEqual({ ok: false, reason: "expired" });
  });
});

describe("an Auth0 that fails", () => {
  it.each([
    ["is down", () => ({ status: 503, body: "x" })],
    ["answers nonsense", () => ({ status: 200, body: { access_token: 5 } })],
    ["limits us", () => ({ status: 429, body: { error: "too_many_requests" } })],
    ["does not know our secret", () => ({ status: 401, body: { error: "access_denied" } })],
    ["hangs up", () => ({ status: 0, body: null })],
  ])("and %s: a token that lives is used, and nobody is signed out without one", async (_, faulty) => {
    auth0.answer = faulty;
    for (const left of [200, 30]) {
      await signIn(left);
      expect(await get()).toEqual({ ok: true, token: "a1" });
    }
    await signIn(-1);
    expect(await get()).toEqual({ ok: false, reason: "unavailable" });
    expect(await find()).not.toBeNull();
    auth0.answer = () => renewedTokens(2);
    expect(await get()).toEqual({ ok: true, token: "a2" });
  });

  it("is asked again when its answer was lost, with the token that it has rotated already", async () => {
    await signIn(-1);
    auth0.answer = () => (auth0.calls.length === 1 ? { status: 0, body: null } : renewedTokens(3));
    expect(await get()).toEqual({ ok: true, token: "a3" });
    expect(refreshes()).toEqual(["r1", "r1"]);
  });

  it("is left alone for a while when the old token still does", async () => {
    await signIn(200);
    auth0.answer = () => ({ status: 503, body: "x" });
    await get();
    const asked = auth0.calls.length;
    const began = Date.now();
    for (let i = 0; i < 5; i++) expect(await get()).toEqual({ ok: true, token: "a1" });
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(auth0.calls.length).toBe(asked);
  });

  it("and is slow holds nobody up for more than two seconds while the old token does, and its answer is not lost", async () => {
    await signIn(200);
    let give: (sent: ReturnType<typeof renewedTokens>) => void = () => undefined;
    auth0.answer = () => new Promise((resolve) => (give = resolve));
    const held: Promise<unknown>[] = [];
    const began = Date.now();
    const all = await Promise.all([1, 2, 3].map(() => get(undefined, (work) => held.push(work))));
    expect(all).toEqual(Array(3).fill({ ok: true, token: "a1" }));
    expect(Date.now() - began).toBeGreaterThan(1_900);
    expect(Date.now() - began).toBeLessThan(3_500);
    give(renewedTokens(2));
    expect(held.length).toBeGreaterThan(0);
    await Promise.all(held);
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(auth0.calls).toHaveLength(1);
  });

  it("holds up only those who have nothing else: they do not join one who would rather use the old token", async () => {
    await signIn(200);
    let give: (sent: ReturnType<typeof renewedTokens>) => void = () => undefined;
    auth0.answer = () => new Promise((resolve) => (give = resolve));
    const ahead = get();
    const refused = get("a1");
    await vi.waitFor(() => expect(auth0.calls).toHaveLength(1));
    setTimeout(() => give(renewedTokens(2)), 300);
    expect(await Promise.all([ahead, refused])).toEqual(Array(2).fill({ ok: true, token: "a2" }));
    expect(auth0.calls).toHaveLength(1);
  });

  it("does not keep anybody waiting for another process while the old token does", async () => {
    await signIn(200);
    await claimLease(database.db, { sid, userId, version: 1 }, 15_000);
    auth0.answer = hang;
    const began = Date.now();
    expect(await get()).toEqual({ ok: true, token: "a1" });
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(auth0.calls).toEqual([]);
  });
});

describe("the end of a session during a renewal", () => {
  it("gives nothing out, and leaves nothing behind at Auth0", async () => {
    await signIn(-1);
    auth0.answer = async () => {
      await revokeSessions(database.db, { userId, idleSeconds: 600 }, { sid });
      return renewedTokens(2);
    };
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(auth0.calls.at(-1)?.get("token")).toBe("r2");
  });
});

describe("keys", () => {
  const [newer, older, lost] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte)) as [
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>,
  ];
  const sealedWith = async (key: Uint8Array) => (await openTokens((await find())?.tokens ?? "", sid, [key])) !== null;

  it("that are older open, and what they sealed is sealed anew, so that they can be dropped", async () => {
    sid = `s${++count}`;
    await seedSession(database.db, { sid, userId, keys: [older] });
    keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a1" });
    expect([await sealedWith(newer), await sealedWith(older)]).toEqual([true, false]);
    // The same tokens: whoever renews them meanwhile is not in anybody's way.
    expect((await find())?.version).toBe(1);
    keys = [newer];
    expect(await get()).toEqual({ ok: true, token: "a1" });
  });

  it("seal a renewal with the newest", async () => {
    sid = `s${++count}`;
    await seedSession(database.db, { sid, userId, keys: [older], accessLifeSeconds: -1 });
    keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(await sealedWith(newer)).toBe(true);
  });

  const sealed = async (by: Uint8Array, msAgo: number) => {
    sid = `s${++count}`;
    const id = await seedSession(database.db, { sid, userId });
    // Only for the sealing: the embedded database has the same clock.
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() - msAgo);
    const tokens = await sealTokens({ accessToken: "a1", refreshToken: "r1", idpSid: null }, sid, [by]);
    clock.mockRestore();
    await store(tokens);
    return id;
  };
  const store = (tokens: string) => database.db.update(authSession).set({ tokens }).where(eq(authSession.sid, sid));

  it("that only a newer process has yet sign nobody out: it has them in front before the others know of them", async () => {
    await sealed(older, 86_400_000);
    keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a1" });
    // The process that still has the old list.
    keys = [older];
    expect(await get()).toEqual({ ok: false, reason: "unavailable" });
    keys = [newer, older];
    expect(await get()).toEqual({ ok: true, token: "a1" });
  });

  it("that are first put behind are never missed by anybody", async () => {
    await sealed(older, 0);
    for (keys of [
      [older, newer],
      [newer, older],
      [older, newer],
    ])
      expect(await get()).toMatchObject({ ok: true });
  });

  it("that are all lost end the session: its person can only sign in again", async () => {
    const id = await sealed(lost, 3_700_000);
    keys = [newer, older];
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(await find()).toBeNull();
    const trail = await database.db.select().from(auditEvent);
    expect(trail.find(({ subject }) => subject === id)).toMatchObject({ detail: { reason: "no-key" } });
  });

  it("never open what no key has sealed: it ends the session", async () => {
    await sealed(older, 0);
    await store("not a token set");
    expect(await get()).toEqual({ ok: false, reason: "expired" });
  });
});
