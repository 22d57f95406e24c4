import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import { encode } from "next-auth/jwt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST as erase } from "../../app/api/account/erase/route";
import { GET as listThreads } from "../../app/api/threads/route";
import { pseudonymOf } from "../audit/pseudonym";
import { recordAudit } from "../audit/record";
import { sessionCookieName } from "../auth/cookies";
import { insertSession } from "../auth/sessions";
import { sealTokens } from "../auth/vault";
import { getConfig } from "../config";
import { handleCopilotRequest } from "../copilot/handler";
import type { RequestScope } from "../copilot/scope";
import { auditEvent } from "../db/safety-schema";
import { authSession, schema, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { held } from "../runs/testing/fake-agent";
import { createBrowser, type Engine, eventsOf, person, resetAgent, SITE, startSite } from "../runs/testing/site";
import { readShare, shareThread } from "../threads/share";
import { seedMessages, seedThread } from "../threads/testing";
import { purge } from "../upkeep/purge";
import * as rows from "./erase-rows";

const state = vi.hoisted(() => ({ cookie: "", set: [] as unknown[][], after: [] as Promise<unknown>[] }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (name.includes("session-token") && state.cookie ? { value: state.cookie } : undefined),
    set: (...given: unknown[]) => void state.set.push(given),
    getAll: () => [],
  }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  after: (work: unknown) => void (work instanceof Promise && state.after.push(work)),
}));

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const [a, b] = ["auth0|erased", "auth0|other"];
const SLOW = 30_000;

describe.each(engines)("erasing an account on %s", { timeout: SLOW }, (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  /** What Auth0 was asked to revoke. */
  let revoked: string[];
  let auth0: "up" | "down";

  beforeAll(async () => {
    site = await startSite(engine);
  }, 60_000);
  beforeEach(async () => {
    for (const table of [thread, authSession, auditEvent]) await site.db.delete(table);
    resetAgent(site.agent);
    [revoked, auth0, state.cookie, state.set, state.after] = [[], "up", "", [], []];
    const real = globalThis.fetch;
    const { issuer } = getConfig().auth0;
    vi.stubGlobal("fetch", async (to: string | URL | Request, init?: RequestInit) => {
      const url = String(to instanceof Request ? to.url : to);
      if (!url.startsWith(issuer)) return await real(to, init);
      if (auth0 === "down") throw new TypeError("fetch failed");
      if (url.includes(".well-known")) return Response.json({ issuer, token_endpoint: `${issuer}oauth/token` });
      revoked.push(new URLSearchParams(String(init?.body)).get("token") ?? "");
      return new Response(null, { status: 200 });
    });
  }, SLOW);
  afterEach(async () => {
    await Promise.allSettled(state.after);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  }, SLOW);
  afterAll(() => site.stop(), SLOW);

  /** A browser that is signed in. @returns its session, and the cookie that names it */
  async function signIn(userId: string, authenticatedSecondsAgo: number | null = 0) {
    const sid = randomUUID();
    const { tokenKeys, nextAuthSecret } = getConfig();
    const set = { accessToken: `access-${sid}`, refreshToken: `refresh-${sid}`, idpSid: null };
    const tokens = await sealTokens(set, sid, tokenKeys);
    const told = { name: "Jane", email: `${userId}@example.com`, userAgent: "Firefox", address: "203.0.113.7" };
    const lives = { accessLifeSeconds: 3_600, maxSeconds: 86_400, authenticatedSecondsAgo };
    await insertSession(site.db, { sid, userId, tokens, ...told, ...lives });
    return { sid, cookie: await encode({ token: { sub: userId, sid }, secret: nextAuthSecret }) };
  }

  const scopeOf = (userId: string): RequestScope => ({
    ...person("x"),
    user: { ...person("x").user, id: userId, sid: userId },
  });

  /** A conversation that was shared, one in the bin, and a line in the trail. */
  async function things(userId: string) {
    const ids: string[] = [];
    for (const extra of [{}, { deletedAt: new Date() }]) {
      const id = await seedThread(site.db, { userId, title: "t", ...extra });
      await seedMessages(site.db, userId, id, [{ user: "words" }, { assistant: "answer" }]);
      ids.push(id);
    }
    const [threadId = ""] = ids;
    const shared = await shareThread(site.db, { userId, threadId, expiresInDays: null });
    const at = { address: "203.0.113.7", requestId: "request" };
    await recordAudit(site.db, { kind: "share-created", userId, subject: threadId, ...at });
    return { ids, shareId: (shared.ok && shared.share?.id) || "" };
  }

  const request = (path: string, body?: unknown) =>
    new Request(`${SITE}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { origin: SITE, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const params = { params: Promise.resolve({}) };
  const askToErase = async (cookie: string) => {
    state.cookie = cookie;
    return await erase(request("/api/account/erase", { erase: "everything" }), params);
  };

  /** Every row of every table, but for limits, which hold no more than a hash for a minute. */
  async function dump(): Promise<string[]> {
    const found: string[] = [];
    for (const table of Object.values(schema)) {
      const { name } = getTableConfig(table);
      if (name === "rate_limit") continue;
      const result = await site.db.execute(sql`select t::text as row from ${sql.identifier(name)} t order by 1`);
      for (const { row } of (result as unknown as { rows: { row: string }[] }).rows) found.push(`${name} ${row}`);
    }
    return found;
  }
  const about = async (...words: string[]) => (await dump()).filter((row) => words.some((word) => row.includes(word)));

  it("leaves nothing of the person, and everything of others", async () => {
    const [mine, theirs] = [await signIn(a), await signIn(b)];
    const [ofA, ofB] = [await things(a), await things(b)];
    const before = await about(b, ...ofB.ids);
    expect(before.length).toBeGreaterThan(8);

    const answer = await askToErase(mine.cookie);
    expect(answer.status).toBe(200);
    const { url } = (await answer.json()) as { url: string };
    expect(new URL(url).pathname).toBe("/v2/logout");

    expect(await about(a, ...ofA.ids, mine.sid)).toEqual([]);
    expect(await readShare(site.db, { shareId: ofA.shareId })).toBeNull();
    expect(await about(b, ...ofB.ids)).toEqual(before);
    state.cookie = theirs.cookie;
    expect((await listThreads(request("/api/threads"), params)).status).toBe(200);
    await Promise.all(state.after);
    expect(revoked).toEqual([`refresh-${mine.sid}`]);
  });

  it("ends every session of the person: the other tab and the phone get 401", async () => {
    const [mine, phone] = [await signIn(a), await signIn(a)];
    const answer = await askToErase(mine.cookie);
    expect(answer.headers.get("clear-site-data")).toBe('"cache", "storage"');
    expect(state.set).toEqual([[sessionCookieName(), "", expect.objectContaining({ maxAge: 0, path: "/" })]]);
    for (const { cookie } of [mine, phone]) {
      state.cookie = cookie;
      expect((await listThreads(request("/api/threads"), params)).status).toBe(401);
      expect((await askToErase(cookie)).status).toBe(401);
    }
    await Promise.all(state.after);
    expect(revoked.sort()).toEqual([mine, phone].map(({ sid }) => `refresh-${sid}`).sort());
  });

  it("keeps the trail, without who and from where", async () => {
    const { cookie } = await signIn(a);
    await things(a);
    await askToErase(cookie);
    const events = await site.db.select().from(auditEvent).orderBy(auditEvent.at);
    const pseudonym = pseudonymOf(a, getConfig().sessionIdKey);
    expect(pseudonym).toMatch(/^erased:[0-9a-f]{32}$/);
    expect(events.map(({ kind }) => kind).sort()).toEqual(["account-erased", "share-created", "sign-out"]);
    for (const event of events) expect(event).toMatchObject({ userId: pseudonym, address: null, subject: null });
  });

  it("is not held up by an Auth0 that is down", async () => {
    auth0 = "down";
    const { cookie } = await signIn(a);
    expect((await askToErase(cookie)).status).toBe(200);
    expect(await about(a)).toEqual([]);
  });

  it("revokes what a session left that had ended by itself", async () => {
    const [mine, old] = [await signIn(a), await signIn(a)];
    await site.db.update(authSession).set({ absoluteExp: sql`now()` }).where(sql`sid = ${old.sid}`);
    await askToErase(mine.cookie);
    await Promise.all(state.after);
    expect(revoked).toContain(`refresh-${old.sid}`);
  });

  it("stops the answer that is being written and tells its agent, as the person", async () => {
    const { cookie, sid } = await signIn(a);
    const browser = createBrowser(handleCopilotRequest, scopeOf(a));
    site.agent.answer = held("words of the agent").answer;
    const events = eventsOf(await browser.send("words of the person"));
    await vi.waitFor(() => expect(site.agent.runs()).toHaveLength(1));
    await askToErase(cookie);
    expect((await events).at(-1)?.type).toMatch(/^RUN_/);
    expect(site.agent.calls.some((call) => call.body.command === "stop")).toBe(true);
    expect(await about(a, browser.threadId, sid, "words of")).toEqual([]);
  });

  it("brings nothing back from a process that does not hear of it and writes on", async () => {
    const { cookie, sid } = await signIn(a);
    const browser = createBrowser(handleCopilotRequest, scopeOf(a));
    const answer = held("words of the agent");
    site.agent.answer = answer.answer;
    const events = eventsOf(await browser.send("words of the person"));
    await vi.waitFor(async () => expect((await about("words of the agent")).length).toBeGreaterThan(0));
    // The run of a process far away: this one does not know it, and that one does not look for stops.
    const keeper = (globalThis as unknown as Record<symbol, { runs: Map<string, unknown> }>)[
      Symbol.for("agentcore-chat.lease-keeper")
    ];
    keeper?.runs.clear();
    expect((await askToErase(cookie)).status).toBe(200);
    const told = site.agent.calls.filter((call) => call.body.command === "stop");
    expect(told.map((call) => call.token)).toContain(`Bearer access-${sid}`);
    answer.more("more words of the agent");
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    answer.end();
    expect((await events).at(-1)?.type).toBe("RUN_ERROR");
    expect(await about(a, browser.threadId, "words of")).toEqual([]);
  });

  it("destroys nothing unless it is written down that it was asked for", async () => {
    const { cookie } = await signIn(a);
    const { ids } = await things(a);
    const insert = vi.spyOn(site.db, "insert").mockImplementation(() => {
      throw new Error("the disk is full");
    });
    expect((await askToErase(cookie)).status).toBe(500);
    insert.mockRestore();
    state.cookie = cookie;
    expect((await listThreads(request("/api/threads"), params)).status).toBe(200);
    expect((await about(...ids)).length).toBeGreaterThan(5);
    expect((await askToErase(cookie)).status).toBe(200);
  });

  it("is finished by the next purge when it broke in the middle", async () => {
    const { cookie } = await signIn(a);
    await signIn(b);
    const [ofA, ofB] = [await things(a), await things(b)];
    const before = await about(b, ...ofB.ids);
    const broken = vi.spyOn(rows, "eraseRows").mockRejectedValueOnce(new Error("the database went away"));
    expect((await askToErase(cookie)).status).toBe(500);
    expect((await about(a, ...ofA.ids)).length).toBeGreaterThan(5);
    broken.mockRestore();
    expect((await askToErase(cookie)).status).toBe(401);
    await purge(site.db, getConfig());
    expect(await about(a, ...ofA.ids)).toEqual([]);
    expect(await about(b, ...ofB.ids)).toEqual(before);
  });

  it("leaves alone what the same person begins anew, and takes what came late from before", async () => {
    const { cookie } = await signIn(a);
    await askToErase(cookie);
    const late = await seedThread(site.db, { userId: a, title: "of a request that was let in before" });
    await recordAudit(site.db, { kind: "threads-deleted", userId: a, subject: late, address: "203.0.113.7" });
    await signIn(a);
    const again = await seedThread(site.db, { userId: a, title: "anew" });
    await recordAudit(site.db, { kind: "share-created", userId: a, subject: again, address: "203.0.113.7" });
    for (let time = 0; time < 2; time++) {
      await purge(site.db, getConfig());
      expect(await about(late)).toEqual([]);
      expect(await about(again)).toHaveLength(2);
      expect(await site.db.select().from(authSession).where(sql`user_id = ${a}`)).toHaveLength(1);
    }
    // Even when nothing is left of that sign-in: what is ten minutes younger was not asked to go.
    await site.db.delete(authSession);
    await site.db.update(thread).set({ createdAt: sql`now() + interval '11 minutes'` }).where(sql`id = ${again}`);
    await purge(site.db, getConfig());
    expect(await about(again)).not.toEqual([]);
  });

  it.each([{}, { erase: "threads" }, { erase: true }, { erase: "everything", userId: b }, "everything", []])(
    "does nothing for %j",
    async (body) => {
      const { cookie } = await signIn(a);
      const before = await dump();
      state.cookie = cookie;
      expect((await erase(request("/api/account/erase", body), params)).status).toBe(400);
      expect(await dump()).toEqual(before);
    },
  );

  it.each([
    ["that is older than the last proof may be", 15 * 60 + 1],
    ["of which nobody knows when its person signed in at Auth0", null],
  ])("does nothing for a cookie, stolen or left behind, of a session %s", async (_name, secondsAgo) => {
    const { cookie } = await signIn(a, secondsAgo);
    await things(a);
    // Used just now, and begun anew elsewhere: neither is a proof for this one.
    await signIn(a);
    const before = await dump();
    const answer = await askToErase(cookie);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "SIGN_IN_AGAIN" }]);
    expect(await dump()).toEqual(before);
    expect(state.set).toEqual([]);
  });

  it("does nothing for another site's page", async () => {
    const { cookie } = await signIn(a);
    await things(a);
    state.cookie = cookie;
    // The trail has the attempts.
    const kept = async () => (await dump()).filter((row) => !row.startsWith("audit_event"));
    const before = await kept();
    const body = JSON.stringify({ erase: "everything" });
    const forgers: [string, string][] = [
      ["origin", "https://evil.example"],
      ["origin", "null"],
      ["sec-fetch-site", "cross-site"],
    ];
    for (const forger of forgers) {
      const headers = new Headers([["content-type", "application/json"], forger]);
      const forged = new Request(`${SITE}/api/account/erase`, { method: "POST", body, headers });
      expect((await erase(forged, params)).status).toBe(403);
    }
    expect(await kept()).toEqual(before);
  });

  it("takes more threads than go at once", async () => {
    const { cookie } = await signIn(a);
    for (let made = 0; made < 45; made++) await seedThread(site.db, { userId: a });
    await askToErase(cookie);
    expect(await about(a)).toEqual([]);
  });
});
