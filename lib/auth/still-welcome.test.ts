import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { embeddedTestDatabase, type TestDatabase } from "../db/testing";
import { type FakeAuth0, invalidGrant, renewedTokens, startFakeAuth0 } from "./fake-auth0.testing";
import { findLiveSession } from "./sessions";
import { askWhetherWelcome } from "./still-welcome";
import { seedSession, TEST_KEY } from "./testing";

const state = vi.hoisted(() => ({ db: null as unknown, issuer: "", later: [] as (() => Promise<void>)[] }));
vi.mock("next/server", () => ({ after: (work: () => Promise<void>) => state.later.push(work) }));
vi.mock("../db/client", () => ({ database: async () => state.db }));
vi.mock("../config", () => ({
  getConfig: () => ({
    auth0: { issuer: state.issuer, clientId: "c", clientSecret: "s", audience: "a", organization: null },
    tokenKeys: [TEST_KEY],
    sessionIdleSeconds: 3_600,
  }),
}));

let database: TestDatabase;
let auth0: FakeAuth0;
let sid = "";
let count = 0;
const key = () => ({ sid, userId: "auth0|a", idleSeconds: 3_600 });

beforeAll(async () => {
  database = await embeddedTestDatabase();
  auth0 = await startFakeAuth0();
  [state.db, state.issuer] = [database.db, auth0.issuer];
});
afterAll(async () => {
  auth0.close();
  await database.drop();
});
beforeEach(() => {
  sid = `s${++count}`;
  [state.later, auth0.calls] = [[], []];
});

/** One request of the session, to the end of what goes on after its response. */
async function request(): Promise<void> {
  const session = await findLiveSession(database.db, key());
  if (session) askWhetherWelcome(session);
  for (const work of state.later.splice(0)) await work();
}

it("ends the session of somebody whom Auth0 has blocked, though they only read", async () => {
  await seedSession(database.db, { sid, accessLifeSeconds: -5 });
  auth0.answer = () => invalidGrant;
  await request();
  expect(await findLiveSession(database.db, key())).toBeNull();
});

it("renews the token of somebody who is welcome, once", async () => {
  await seedSession(database.db, { sid, accessLifeSeconds: -5 });
  auth0.answer = () => renewedTokens(2);
  for (let n = 0; n < 5; n++) await request();
  expect(auth0.calls).toHaveLength(1);
  expect((await findLiveSession(database.db, key()))?.accessLifeMs).toBeGreaterThan(0);
});

it("asks nothing while the token lives", async () => {
  await seedSession(database.db, { sid, accessLifeSeconds: 30 });
  await request();
  expect(auth0.calls).toHaveLength(0);
});

it("signs nobody out, and does not ask with each request, while Auth0 is down", async () => {
  await seedSession(database.db, { sid, accessLifeSeconds: -5 });
  auth0.answer = () => ({ status: 503, body: {} });
  for (let n = 0; n < 5; n++) await request();
  expect(auth0.calls.length).toBeLessThanOrEqual(2);
  expect(await findLiveSession(database.db, key())).not.toBeNull();
});
