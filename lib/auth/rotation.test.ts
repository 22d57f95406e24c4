import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { type LocalAuth0, startLocalAuth0 } from "../../dev/auth0/server";
import { aiko, changeSettings, signInForTokens, siteOrigin, temporaryDirectory } from "../../dev/auth0/testing/flows";
import { embeddedTestDatabase, type TestDatabase } from "../db/testing";
import { LOCAL } from "../local-defaults";
import { log } from "../log";
import { getAccessToken } from "./access-token";
import { readTokens } from "./held-tokens";
import { renew } from "./renew";
import { findLiveSession, revokeSessions } from "./sessions";
import { seedSession, setTimes, TEST_KEY } from "./testing";

vi.setConfig({ testTimeout: 30_000 });

/** With Auth0's own rules of rotation, as the local tenant has them: only the previous token may come back, for a while. */
let database: TestDatabase;
let auth0: LocalAuth0;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let sid = "";
let count = 0;

beforeAll(async () => {
  directory = await temporaryDirectory();
  auth0 = await startLocalAuth0({ port: 0, dataDir: directory.path, siteOrigins: [siteOrigin] });
  database = await embeddedTestDatabase();
}, 60_000);
afterEach(async () => {
  await fetch(`${auth0.origin}/_local/reset-settings`, { method: "POST" });
});
afterAll(async () => {
  await auth0.close();
  await database.drop();
  await directory.remove();
});
beforeEach(async () => {
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
  const tokens = await signInForTokens(auth0, aiko);
  sid = `s${++count}`;
  await seedSession(database.db, {
    sid,
    userId: aiko,
    tokens: { accessToken: tokens.access_token, refreshToken: tokens.refresh_token, lifeSeconds: 3_600 },
    accessLifeSeconds: -1,
  });
});

const vault = () => ({
  db: database.db,
  config: {
    auth0: {
      issuer: `${auth0.origin}/`,
      clientId: LOCAL.clientId,
      clientSecret: LOCAL.clientSecret,
      audience: LOCAL.audience,
      organization: null,
    },
    tokenKeys: [TEST_KEY],
    sessionIdleSeconds: 600,
  },
  sid,
  userId: aiko,
});
const get = () => getAccessToken(vault());
const spend = () => setTimes(database.db, { sid, userId: aiko }, { accessExp: -1 });
const leaseRunsOut = () => setTimes(database.db, { sid, userId: aiko }, { refreshLeaseUntil: -1 });
const isIn = async () => (await findLiveSession(database.db, { sid, userId: aiko, idleSeconds: 600 })) !== null;

type Outcomes = Record<string, number>;
async function outcomes(): Promise<Outcomes> {
  const answer = await fetch(`${auth0.origin}/_local/requests`);
  return ((await answer.json()) as { counts: Record<string, Outcomes> }).counts.refresh_token ?? {};
}
async function asked(work: () => Promise<unknown>): Promise<Outcomes> {
  const before = await outcomes();
  await work();
  const after = Object.entries(await outcomes()).map(([name, n]) => [name, n - (before[name] ?? 0)] as const);
  return Object.fromEntries(after.filter(([, n]) => n > 0));
}
/** As a process does that read the row before somebody else changed it. */
async function otherProcess() {
  const held = await readTokens(vault());
  if (!held.ok) throw new Error("no session");
  return () => renew(vault(), held, held.tokens.refreshToken ?? "", false);
}
/** The sign-in still goes on: the next renewals work too. */
async function lasts() {
  for (let i = 0; i < 2; i++) {
    await spend();
    expect(await get()).toMatchObject({ ok: true });
  }
  expect(await isIn()).toBe(true);
}

it("asks once for thirty", async () => {
  expect(await asked(() => Promise.all(Array.from({ length: 30 }, get)))).toEqual({ ok: 1 });
  await lasts();
});

it("outlives an answer that was lost after the token had been rotated", async () => {
  await changeSettings(auth0, { failToken: { status: 503, times: 1, when: "after" } });
  expect(await asked(async () => expect(await get()).toMatchObject({ ok: true }))).toEqual({ fault: 1, ok: 1 });
  await lasts();
});

it("outlives a process that died after the token had been rotated, before it could store the new one", async () => {
  await changeSettings(auth0, { failToken: { status: 503, times: 2, when: "after" } });
  expect(await get()).toEqual({ ok: false, reason: "unavailable" });
  expect(await get()).toMatchObject({ ok: true });
  await lasts();
});

it("outlives two that rotate the same token at once, because one's lease has run out", async () => {
  await changeSettings(auth0, { tokenDelayMs: 800 });
  const [one, two] = [await otherProcess(), await otherProcess()];
  const late = one();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await leaseRunsOut();
  const results = await Promise.all([late, two()]);
  await changeSettings(auth0, { tokenDelayMs: 0 });
  // Both have the tokens that were stored, from whichever of the two they are.
  expect(new Set(results.map((one) => JSON.stringify(one))).size).toBe(1);
  expect(results[0]).toMatchObject({ ok: true });
  await lasts();
});

it("outlives a tenant without overlap as long as nobody's lease runs out", async () => {
  await changeSettings(auth0, { refreshOverlapSeconds: 0, tokenDelayMs: 300 });
  const both = [await otherProcess(), await otherProcess()];
  expect(await asked(() => Promise.all(both.map((renewal) => renewal())))).toEqual({ ok: 1 });
  await lasts();
});

it("gives out what another has stored, when its own token came too late for the tenant", async () => {
  await changeSettings(auth0, { refreshOverlapSeconds: 0, tokenDelayMs: 1_000 });
  const [one, two] = [await otherProcess(), await otherProcess()];
  const late = one();
  await new Promise((resolve) => setTimeout(resolve, 300));
  await changeSettings(auth0, { tokenDelayMs: 0 });
  await leaseRunsOut();
  const theirs = await two();
  expect(theirs).toMatchObject({ ok: true });
  expect(await late).toEqual(theirs);
  expect(await isIn()).toBe(true);
});

it("leaves no token in force when the person signs out during a renewal", async () => {
  await changeSettings(auth0, { tokenDelayMs: 500 });
  const renewal = get();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await revokeSessions(database.db, { userId: aiko, idleSeconds: 600 }, { sid });
  expect(await renewal).toEqual({ ok: false, reason: "expired" });
  await changeSettings(auth0, { tokenDelayMs: 0 });
  const issued = (await (await fetch(`${auth0.origin}/_local/tokens`)).json()) as { kind: string; value: string }[];
  const last = issued.findLast(({ kind }) => kind === "refresh")?.value ?? "";
  const client = { client_id: LOCAL.clientId, client_secret: LOCAL.clientSecret };
  const body = new URLSearchParams({ grant_type: "refresh_token", refresh_token: last, ...client });
  expect((await fetch(`${auth0.origin}/oauth/token`, { method: "POST", body })).status).toBe(403);
});
