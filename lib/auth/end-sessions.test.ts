import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { embeddedTestDatabase, type TestDatabase } from "../db/testing";
import { log } from "../log";
import { endSessions } from "./end-sessions";
import { type FakeAuth0, startFakeAuth0 } from "./fake-auth0.testing";
import { ownSessions } from "./own-sessions";
import { watchSession } from "./session-watch";
import { signOut } from "./sign-out";
import { seedSession, TEST_KEY } from "./testing";

vi.setConfig({ testTimeout: 30_000 });

const state = vi.hoisted(() => ({ issuer: "", db: null as unknown }));
const config = () => ({
  auth0: { issuer: state.issuer, clientId: "c", clientSecret: "s", audience: "a", organization: null },
  siteUrl: "https://chat.example.com",
  tokenKeys: [new Uint8Array(32).fill(9)],
  sessionIdleSeconds: 600,
  runHeartbeatMs: 60_000,
});
vi.mock("../config", () => ({ getConfig: () => config() }));
vi.mock("../db/client", () => ({ database: async () => state.db }));

const idleSeconds = 600;
const asked = { address: "192.0.2.1", requestId: "q" };
let database: TestDatabase;
let auth0: FakeAuth0;
beforeAll(async () => {
  [database, auth0] = await Promise.all([embeddedTestDatabase(), startFakeAuth0()]);
  state.db = database.db;
}, 60_000);
afterAll(async () => {
  auth0.close();
  await database.drop();
});
beforeEach(() => {
  vi.restoreAllMocks();
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
  auth0.calls.length = 0;
  state.issuer = auth0.issuer;
});

const held: Promise<unknown>[] = [];
const end = (userId: string, which: Parameters<typeof endSessions>[0]["which"]) =>
  endSessions({
    db: database.db,
    config: config(),
    userId,
    which,
    kind: "session-revoked",
    asked,
    hold: (work) => held.push(work),
  });

describe("ending a session", () => {
  it("ends its row, its open streams here and its refresh token at Auth0, and is in the trail", async () => {
    const id = await seedSession(database.db, { sid: "one", userId: "u1", tokens: { refreshToken: "r-one" } });
    await seedSession(database.db, { sid: "two", userId: "u1", tokens: { refreshToken: "r-two" } });
    const [ofOne, ofTwo] = [vi.fn(), vi.fn()];
    const leave = [
      watchSession({ sid: "one", userId: "u1" }, ofOne),
      watchSession({ sid: "two", userId: "u1" }, ofTwo),
    ];
    expect(await end("u1", { id })).toHaveLength(1);
    expect([ofOne.mock.calls.length, ofTwo.mock.calls.length]).toEqual([1, 0]);
    for (const stop of leave) stop();
    await Promise.all(held);
    expect(auth0.calls.map((form) => form.get("token"))).toEqual(["r-one"]);
    expect((await ownSessions(database.db, { sid: "two", userId: "u1", idleSeconds })).length).toBe(1);
    const trail = await database.db.select().from(auditEvent);
    expect(trail).toMatchObject([{ kind: "session-revoked", userId: "u1", subject: id, ...asked }]);
    expect(await end("u1", { id })).toEqual([]);
  });

  it("holds when no key opens its tokens", async () => {
    await seedSession(database.db, { sid: "lost", userId: "u2", keys: [new Uint8Array(32).fill(1)] });
    expect(await end("u2", "all")).toEqual([null]);
    expect(await ownSessions(database.db, { sid: "lost", userId: "u2", idleSeconds })).toEqual([]);
  });
});

describe("signing out", () => {
  it("does not wait for Auth0 to revoke, and leads to the end of the session there", async () => {
    await seedSession(database.db, { sid: "out", userId: "u3", tokens: { idpSid: "idp", refreshToken: "r-out" } });
    const url = new URL(await signOut({ id: "u3", sid: "out" }, asked, (work) => held.push(work)));
    expect(`${url.origin}/`).toBe(auth0.issuer);
    expect(url.href).toContain(encodeURIComponent("https://chat.example.com/signin"));
    expect(url.href).not.toMatch(/id_token|r-out|eyJ/);
    await Promise.all(held);
    expect(auth0.calls.map((form) => form.get("token"))).toEqual(["r-out"]);
  });

  it("holds while Auth0 is down", async () => {
    state.issuer = "http://127.0.0.1:1/";
    await seedSession(database.db, { sid: "down", userId: "u4", tokens: { idpSid: "idp" } });
    expect(await signOut({ id: "u4", sid: "down" }, asked, (work) => held.push(work))).toContain("/v2/logout?");
    await Promise.all(held);
    expect(log.warn).toHaveBeenCalled();
    expect(await ownSessions(database.db, { sid: "down", userId: "u4", idleSeconds })).toEqual([]);
  });

  it("says so when the database is down: a session that nobody ended is not called ended", async () => {
    state.db = {
      $with: () => {
        throw new Error("down");
      },
    };
    await expect(signOut({ id: "u5", sid: "x" }, asked)).rejects.toThrow("down");
    state.db = database.db;
    expect(auth0.calls).toEqual([]);
  });
});

describe("the list of one's sessions", () => {
  it("has this browser's first, names what it knows, and no secret", async () => {
    const chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36";
    await seedSession(database.db, { sid: "secret-1", userId: "u6", userAgent: chrome, address: "192.0.2.7" });
    await seedSession(database.db, { sid: "secret-2", userId: "u6" });
    await seedSession(database.db, { sid: "secret-3", userId: "somebody else" });
    const list = await ownSessions(database.db, { sid: "secret-1", userId: "u6", idleSeconds });
    expect(list).toMatchObject([
      { current: true, browser: "Chrome", system: "Windows", address: "192.0.2.7" },
      { current: false, browser: null, system: null, address: null },
    ]);
    expect(JSON.stringify(list)).not.toMatch(/secret|eyJ/);
    expect(TEST_KEY).toEqual(config().tokenKeys[0]);
  });
});
