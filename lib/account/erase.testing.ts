import { randomUUID } from "node:crypto";
import { encode } from "next-auth/jwt";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { POST as erase } from "../../app/api/account/erase/route";
import { recordAudit } from "../audit/record";
import { insertSession } from "../auth/sessions";
import { sealTokens } from "../auth/vault";
import { getConfig } from "../config";
import { auditEvent } from "../db/safety-schema";
import { authSession, thread } from "../db/schema";
import { everyRow, hasPostgres } from "../db/testing";
import { type Engine, resetAgent, SITE, startSite } from "../runs/testing/site";
import { shareThread } from "../threads/share";
import { seedMessages, seedThread } from "../threads/testing";

export const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
export const [a, b] = ["auth0|erased", "auth0|other"] as const;
export const SLOW = 30_000;

type Site = Awaited<ReturnType<typeof startSite>>;

/** The cookie that the browser sends, the ones that it was given, and what the site still does after its answer. */
export type BrowserState = { cookie: string; set: unknown[][]; after: Promise<unknown>[] };

/** A site whose people are erased, empty before each test of the suite that calls this, with an Auth0 that is up or down. */
export function siteToEraseFrom(engine: Engine, state: BrowserState, env: Record<string, string> = {}) {
  // Filled before the first test.
  const site = {} as Site;
  /** What Auth0 was asked to revoke. */
  const revoked: string[] = [];
  const auth0 = { isUp: true };

  beforeAll(async () => {
    Object.assign(site, await startSite(engine, env));
  }, 60_000);
  beforeEach(async () => {
    for (const table of [thread, authSession, auditEvent]) await site.db.delete(table);
    resetAgent(site.agent);
    [auth0.isUp, revoked.length, state.cookie, state.set, state.after] = [true, 0, "", [], []];
    const real = globalThis.fetch;
    const { issuer } = getConfig().auth0;
    vi.stubGlobal("fetch", async (to: string | URL | Request, init?: RequestInit) => {
      const url = String(to instanceof Request ? to.url : to);
      if (!url.startsWith(issuer)) return await real(to, init);
      if (!auth0.isUp) throw new TypeError("fetch failed");
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

  const askToErase = async (cookie: string) => {
    state.cookie = cookie;
    return await erase(request("/api/account/erase", { erase: "everything" }), params);
  };

  const dump = () => everyRow(site.db);
  const about = async (...words: string[]) => (await dump()).filter((row) => words.some((word) => row.includes(word)));

  return { site, revoked, auth0, signIn, things, askToErase, dump, about };
}

/** A call of the site's own page. */
export const request = (path: string, body?: unknown) =>
  new Request(`${SITE}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { origin: SITE, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
export const params = { params: Promise.resolve({}) };
