import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { DELETE as endOne } from "../../app/api/sessions/[sessionId]/route";
import { DELETE as endOthers, GET as listOwn } from "../../app/api/sessions/route";
import { getConfig } from "../config";
import { authSession } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { log } from "../log";
import { type Engine, SITE, startSite } from "../runs/testing/site";
import { authenticatedSecondsAgo, isRecent, RECENT_SECONDS } from "./recent";
import { findLiveSession } from "./sessions";
import { seedSession, setTimes } from "./testing";

const state = vi.hoisted(() => ({ cookie: "" }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (name.includes("session-token") && state.cookie ? { value: state.cookie } : undefined),
    set: () => undefined,
    getAll: () => [],
  }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));
vi.setConfig({ testTimeout: 30_000 });

const NOW = 1_800_000_000;

describe("what an ID token says of when its person signed in", () => {
  it.each([
    ["just now", { iat: NOW, auth_time: NOW }, 0],
    ["a minute ago", { iat: NOW, auth_time: NOW - 60 }, 60],
    ["last week, though it is new", { iat: NOW, auth_time: NOW - 604_800 }, 604_800],
    ["by a server whose clock is a little ahead", { iat: NOW, auth_time: NOW + 5 }, 0],
  ])("%s", (_, claims, ago) => expect(authenticatedSecondsAgo(claims)).toBe(ago));

  it.each([
    ["nothing", {}],
    ["nothing at all", undefined],
    ["not when it was made itself", { auth_time: NOW }],
    ["the future", { iat: NOW, auth_time: NOW + 3_600 }],
    ["milliseconds", { iat: NOW, auth_time: NOW * 1000 }],
    ["a text", { iat: NOW, auth_time: String(NOW) }],
    ["a date", { iat: NOW, auth_time: "2027-01-15T08:00:00Z" }],
    ["parts of a second", { iat: NOW, auth_time: NOW - 0.5 }],
    ["no number", { iat: NOW, auth_time: Number.NaN }],
    ["for ever", { iat: NOW, auth_time: Number.POSITIVE_INFINITY }],
    ["before 1970", { iat: NOW, auth_time: -1 }],
    ["1970", { iat: NOW, auth_time: 0 }],
    ["null", { iat: NOW, auth_time: null }],
    ["a list", { iat: NOW, auth_time: [NOW] }],
  ])("that is %s is no proof", (_, claims) => expect(authenticatedSecondsAgo(claims)).toBeNull());
});

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];

describe.each(engines)("a fresh proof on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  let userId = "";
  beforeAll(async () => {
    site = await startSite(engine);
  }, 60_000);
  afterAll(() => site.stop(), 30_000);
  beforeEach(() => {
    vi.restoreAllMocks();
    vi.spyOn(log, "info").mockReturnValue();
    vi.spyOn(log, "warn").mockReturnValue();
    userId = `auth0|${randomUUID()}`;
  });

  const signIn = async (authenticatedSecondsAgo: number | null, of = userId) => {
    const sid = randomUUID();
    const id = await seedSession(site.db, { sid, userId: of, authenticatedSecondsAgo, keys: getConfig().tokenKeys });
    const secret = getConfig().nextAuthSecret;
    return { sid, id, cookie: await encode({ token: { sub: of, sid }, secret }) };
  };
  const isLive = async (sid: string) =>
    (await findLiveSession(site.db, { sid, userId, idleSeconds: getConfig().sessionIdleSeconds })) !== null;
  const ask = async (cookie: string, id?: string) => {
    state.cookie = cookie;
    const request = new Request(`${SITE}/api/sessions${id ? `/${id}` : ""}`, {
      method: "DELETE",
      headers: { origin: SITE },
    });
    const response = await (id ? endOne : endOthers)(request, {
      params: Promise.resolve(id ? { sessionId: id } : {}),
    });
    const { code, ended } = (await response.json()) as { code?: string; ended?: number };
    return { status: response.status, code, ended };
  };
  const AGAIN = { status: 403, code: "SIGN_IN_AGAIN", ended: undefined };

  it.each([
    ["older than a proof may be", RECENT_SECONDS + 1],
    ["begun by Auth0's own session, a day after its person signed in there", 86_400],
    ["of which Auth0 has not said it", null],
  ])("is not in a session %s: its cookie, stolen, ends nobody's session", async (_, ago) => {
    const [stolen, owners] = [await signIn(ago), await signIn(0)];
    expect(await ask(stolen.cookie)).toEqual(AGAIN);
    expect(await ask(stolen.cookie, owners.id)).toEqual(AGAIN);
    // Nor does it tell which ids there are.
    expect(await ask(stolen.cookie, randomUUID())).toEqual(AGAIN);
    expect([await isLive(owners.sid), await isLive(stolen.sid)]).toEqual([true, true]);
    // To look, and to leave, needs none.
    state.cookie = stolen.cookie;
    expect((await listOwn(new Request(`${SITE}/api/sessions`), { params: Promise.resolve({}) })).status).toBe(200);
    // The owner's own, which is fresh, ends the thief's.
    expect(await ask(owners.cookie, stolen.id)).toEqual({ status: 200, code: undefined, ended: 1 });
    expect(await isLive(stolen.sid)).toBe(false);
  });

  it("is over by the database's clock, and use does not make it younger", async () => {
    const [mine, other] = [await signIn(0), await signIn(0)];
    await setTimes(site.db, { sid: mine.sid, userId }, { authenticatedAt: -RECENT_SECONDS - 1, seenAt: -120 });
    // The embedded database has the process' clock.
    if (engine === "postgres") vi.spyOn(Date, "now").mockReturnValue(Date.now() - 3_600_000);
    expect(await isRecent(site.db, { sid: mine.sid, userId })).toBe(false);
    vi.restoreAllMocks();
    vi.spyOn(log, "info").mockReturnValue();
    expect(await ask(mine.cookie)).toEqual(AGAIN);
    await setTimes(site.db, { sid: mine.sid, userId }, { authenticatedAt: -RECENT_SECONDS + 30 });
    expect(await ask(mine.cookie)).toEqual({ status: 200, code: undefined, ended: 1 });
    expect(await isLive(other.sid)).toBe(false);
  });

  it("is that person's own, in that session, while it lasts", async () => {
    const { sid } = await signIn(0);
    expect(await isRecent(site.db, { sid, userId })).toBe(true);
    expect(await isRecent(site.db, { sid, userId: "auth0|else" })).toBe(false);
    expect(await isRecent(site.db, { sid: randomUUID(), userId })).toBe(false);
    await site.db.update(authSession).set({ revokedAt: sql`now()` }).where(sql`sid = ${sid}`);
    expect(await isRecent(site.db, { sid, userId })).toBe(false);
  });

  it("is not in a row of an earlier release, which does not know of it", async () => {
    const sid = randomUUID();
    await site.db.execute(
      sql`insert into auth_session (sid, user_id, name, tokens, access_exp, absolute_exp)
        values (${sid}, ${userId}, 'x', '', now(), now() + interval '1 day')`,
    );
    expect(await isRecent(site.db, { sid, userId })).toBe(false);
  });
});
