import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { seedSession } from "../auth/testing";
import { everyRow, hasPostgres } from "../db/testing";
import { held, reply } from "../runs/testing/fake-agent";
import { keepWhenAsked } from "../runs/testing/keep-now";
import { type Engine, input, person, post, SITE, said, startSite } from "../runs/testing/site";
import { shareThread } from "../threads/share";
import { seedMessages, seedRun, seedThread } from "../threads/testing";
import {
  callRoute,
  missingNames,
  type Names,
  ROUTE_TABLE,
  routeFiles,
  routeHandlers,
  type TableCall,
} from "./route-table.testing";

const state = vi.hoisted(() => ({ user: null as unknown }));
vi.mock("../auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("../auth/access-token", () => ({ getAccessToken: async () => ({ ok: true, token: "token" }) }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined, getAll: () => [] }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const [a, b] = [person("a"), person("b")];

/** In all that A has, so that it is seen wherever it comes out. */
const SECRET = "secret秘密";

type Case = { key: string; call: TableCall; about: "thing" | "own" };
const cases = Object.entries(ROUTE_TABLE).flatMap(([key, entry]) =>
  entry.about === "none"
    ? []
    : entry.calls.map((call): [string, Case] => [`${key} ${call.title}`.trim(), { key, call, about: entry.about }]),
);
const things = cases.filter(([, { about }]) => about === "thing");
const SLOW = 30_000;

it("knows every verb of every route on disk, and none that is not there", async () => {
  expect(routeFiles().length).toBeGreaterThan(8);
  expect(Object.keys(ROUTE_TABLE).sort()).toEqual([...(await routeHandlers()).keys()].sort());
});

describe.each(engines)("two people on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  let handlers: Awaited<ReturnType<typeof routeHandlers>>;
  let ofA: Names;
  let ofB: Names;
  let keepNow: () => void;

  beforeAll(async () => {
    // No sign of life is written meanwhile: the database stands still unless a call changes it.
    site = await startSite(engine, { RUN_HEARTBEAT_MS: "3600000", RUN_STALE_MS: "86400000" });
    handlers = await routeHandlers();
    ofA = await thingsOfA();
    const threadId = await seedThread(site.db, { userId: b.user.id, title: "of b" });
    const [messageId = ""] = await seedMessages(site.db, b.user.id, threadId, [{ user: "b" }, { assistant: "b" }]);
    const runId = await seedRun(site.db, { userId: b.user.id, threadId, status: "completed" });
    ofB = { threadId, messageId, runId, sessionId: await seedSession(site.db, { sid: "b2", userId: b.user.id }) };
    await standsStill();
  }, 60_000);
  afterAll(() => site.stop(), 30_000);

  /** A thread with branches, a share and an answer being written; and others in the archive, pinned and deleted. */
  async function thingsOfA(): Promise<Names> {
    const { db } = site;
    const userId = a.user.id;
    const [threadId, runId, question] = [randomUUID(), randomUUID(), said(`${SECRET} question`)];
    const answer = held(`${SECRET} answer`);
    keepNow = keepWhenAsked();
    site.agent.answer = answer.answer;
    const { handleCopilotRequest } = await import("../copilot/handler");
    const body = input(threadId, [question], { parentId: null }, { runId });
    const stream = await handleCopilotRequest(post("/agent/helper/run", body), a);
    await stream.body?.getReader().read();
    await shareThread(db, { userId, threadId, expiresInDays: null });
    for (const extra of [{ archivedAt: new Date() }, { pinnedAt: new Date() }, { deletedAt: new Date() }]) {
      const other = await seedThread(db, { userId, title: SECRET, state: { note: SECRET }, ...extra });
      await seedMessages(db, userId, other, [{ user: SECRET }, { assistant: SECRET }]);
      await seedRun(db, { userId, threadId: other, status: "completed" });
    }
    const sessionId = await seedSession(db, { sid: "a2", userId, address: SECRET, userAgent: SECRET });
    return { threadId, runId, messageId: question.id, sessionId };
  }

  const dump = async () => (await everyRow(site.db)).join("\n");

  /** The live answer's words so far are written down, once, when all of them are in the log. */
  async function standsStill(): Promise<void> {
    const is = async (what: SQL) => {
      const result = await site.db.execute(sql`select 1 from run where id = ${ofA.runId} and ${what}`);
      return (result as unknown as { rows: unknown[] }).rows.length === 1;
    };
    const within = { timeout: 20_000 };
    await vi.waitFor(async () => expect(await is(sql`last_seq = 2`)).toBe(true), within);
    keepNow();
    await vi.waitFor(async () => expect(await is(sql`covered_seq = last_seq`)).toBe(true), within);
    vi.restoreAllMocks();
  }

  const call = async (key: string, one: TableCall, names: Names, user: typeof a.user | null): Promise<Response> => {
    const handler = handlers.get(key);
    if (!handler) throw new Error(`no handler for ${key}`);
    state.user = user;
    return await callRoute(handler, key, one, names, SITE);
  };

  /** All that B is answered, but for what names this one request or moment. */
  const told = async (key: string, one: TableCall, names: Names) => {
    const response = await call(key, one, names, b.user);
    const headers = [...response.headers].filter(([name]) => name !== "x-request-id");
    const text = (await response.text())
      .replace(/"requestId":"[^"]*"/g, '"requestId":""')
      .replace(/"at":"[^"]*"/g, '"at":""');
    return JSON.stringify({ status: response.status, headers, text });
  };

  /** Whatever is done meanwhile writes nothing and does not reach the agent. */
  const undisturbed = async <T>(work: () => Promise<T>): Promise<T> => {
    const [rows, asked] = [await dump(), site.agent.calls.length];
    const result = await work();
    expect(await dump()).toBe(rows);
    expect(site.agent.calls.length).toBe(asked);
    return result;
  };

  it.each(things)(
    "%s: B gets for A's what a missing one gives",
    { timeout: SLOW },
    async (_name, { key, call: one }) => {
      const foreign = await undisturbed(() => told(key, one, ofA));
      expect(foreign).toContain("NOT_FOUND");
      expect(foreign).not.toContain("secret");
      if (one.takesId) return;
      const names = { ...missingNames(), messageId: ofA.messageId };
      expect(await undisturbed(() => told(key, one, names))).toBe(foreign);
    },
  );

  it.each(things.filter(([, { call: one }]) => one.inner))(
    "%s: B's own thread with what is A's in it gives what a missing one gives",
    { timeout: SLOW },
    async (_name, { key, call: one }) => {
      const [foreign, missing] = [ofA, missingNames()].map((names) => ({ ...names, threadId: ofB.threadId }));
      const answer = await undisturbed(() => told(key, one, foreign ?? ofA));
      expect(answer).not.toContain("secret");
      expect(await undisturbed(() => told(key, one, missing ?? ofA))).toBe(answer);
    },
  );

  it.each(cases.filter(([, { about }]) => about === "own"))(
    "%s: tells nobody else of A's and leaves it alone",
    { timeout: SLOW },
    async (_name, { key, call: one }) => {
      // Somebody who has nothing: whatever comes out or changes is another's.
      const answer = await undisturbed(async () => {
        const response = await call(key, one, ofA, person("nobody").user);
        return { status: response.status, text: await response.text() };
      });
      expect(answer.status).toBe(200);
      for (const theirs of [
        SECRET,
        "secret",
        ofA.threadId,
        ofA.runId,
        ofA.messageId,
        ofA.sessionId,
        a.user.id,
        ofB.threadId,
      ])
        expect(answer.text).not.toContain(theirs);
    },
  );

  it.each(cases)("%s: is for the signed-in only", { timeout: SLOW }, async (_name, { key, call: one }) => {
    const answer = await undisturbed(() => call(key, one, ofA, null));
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: "SIGN_IN_EXPIRED" });
  });

  it.each(things)("%s: is a real call, which A may make", { timeout: SLOW }, async (_name, { key, call: one }) => {
    site.agent.answer = reply("ok");
    const userId = a.user.id;
    const threadId = await seedThread(site.db, { userId, title: "t", agentId: "helper" });
    const [messageId = ""] = await seedMessages(site.db, userId, threadId, [{ user: "q" }]);
    const runId = await seedRun(site.db, { userId, threadId, status: "completed" });
    // A first message has a thread of its own; the id of the run and of the message is the same in every body.
    const free = one.title.endsWith("first message") ? randomUUID() : threadId;
    await site.db.execute(sql`delete from run where id = '11111111-1111-4111-8111-111111111111'`);
    const sessionId = await seedSession(site.db, { sid: randomUUID(), userId });
    const answer = await call(key, one, { threadId: free, runId, messageId, sessionId }, a.user);
    const text = await answer.text();
    expect(answer.status, text).toBeLessThan(300);
    expect(text).not.toContain("RUN_ERROR");
    await vi.waitFor(async () => {
      const result = await site.db.execute(sql`select 1 from run where thread_id = ${free} and status = 'running'`);
      expect((result as unknown as { rows: unknown[] }).rows).toEqual([]);
    });
  });
});
