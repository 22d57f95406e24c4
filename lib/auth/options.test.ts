import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type Account, type User } from "next-auth";
import { decode, encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { getConfig } from "../config";
import { auditEvent } from "../db/safety-schema";
import { log } from "../log";
import { startSite } from "../runs/testing/site";
import { authCookies, sessionCookieName } from "./cookies";
import { authRequest } from "./options";
import { isRecent } from "./recent";
import { currentUser } from "./session";
import { findLiveSession, listSessions } from "./sessions";
import { setTimes } from "./testing";
import { openTokens } from "./vault";

vi.setConfig({ testTimeout: 30_000 });

const sent = vi.hoisted(() => ({ cookies: new Map<string, string>(), headers: new Headers() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (sent.cookies.has(name) ? { name, value: sent.cookies.get(name) } : undefined),
  }),
  headers: async () => sent.headers,
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const idleSeconds = 259_200;
const account = {
  provider: "auth0",
  type: "oauth",
  providerAccountId: "x",
  access_token: "access",
  refresh_token: "refresh",
  expires_at: Math.floor(Date.now() / 1000) + 3_600,
} as Account;

let site: Awaited<ReturnType<typeof startSite>>;
beforeAll(async () => {
  site = await startSite("embedded");
}, 60_000);
afterAll(() => site.stop(), 30_000);
beforeEach(() => {
  vi.restoreAllMocks();
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(log, level).mockReturnValue();
  sent.cookies.clear();
  sent.headers = new Headers({ "user-agent": FIREFOX });
});

const secret = () => getConfig().nextAuthSecret;

/** What next-auth does when somebody comes back from Auth0; the browser keeps the cookie. */
async function signIn(user: Partial<User> = {}, profile: object = { sid: "idp" }) {
  const who = { id: "auth0|p", name: "Aiko", email: "aiko@example.com", ...user } as User;
  const { jwt } = authRequest().options.callbacks ?? {};
  const token = await jwt?.({ token: {}, account, user: who, profile } as never);
  const cookie = await encode({ token: token ?? {}, secret: secret() });
  sent.cookies.set(sessionCookieName(), cookie);
  return { cookie, sid: String(token?.sid), userId: who.id };
}

type Answer = { status: number; body: unknown; headers: Record<string, unknown>; location: string | null };

/** next-auth itself, asked by this browser. */
async function ask(method: string, action: string[], more: { body?: object; query?: object; headers?: object } = {}) {
  const answer: Answer = { status: 200, body: null, headers: {}, location: null };
  const response = {
    getHeader: (name: string) => answer.headers[name],
    setHeader: (name: string, value: unknown) => {
      answer.headers[name] = value;
      if (name === "Location") answer.location = String(value);
      return response;
    },
    status: (status: number) => {
      answer.status = status;
      return response;
    },
    json: (body: unknown) => void Object.assign(answer, { body }),
    send: (body: unknown) => void Object.assign(answer, { body }),
    end: () => undefined,
  };
  const request = {
    method,
    query: { nextauth: action, ...more.query },
    body: more.body ?? {},
    cookies: Object.fromEntries(sent.cookies),
    headers: { host: "localhost:3000", ...more.headers },
  };
  const { options, failure } = authRequest();
  await NextAuth(options)(request as unknown as NextApiRequest, response as unknown as NextApiResponse);
  return { ...answer, failure: failure() };
}
const setCookies = (answer: Answer) => ([] as string[]).concat((answer.headers["Set-Cookie"] ?? []) as string[]);

async function csrfToken(): Promise<string> {
  const answer = await ask("GET", ["csrf"]);
  const { name } = authCookies().csrfToken;
  const cookie = setCookies(answer).find((one) => one.startsWith(`${name}=`));
  if (cookie) sent.cookies.set(name, decodeURIComponent(cookie.slice(name.length + 1).split(";")[0] ?? ""));
  return (answer.body as { csrfToken: string }).csrfToken;
}

describe("the cookie", () => {
  it("is below 1 KB with the longest id, name and address that there are", async () => {
    const name = "寿限無寿限無五劫の擦り切れ海砂利水魚の".repeat(20);
    const email = `${"愛".repeat(64)}@${"例".repeat(240)}.jp`;
    const { cookie, sid } = await signIn({ id: `waad|${"x".repeat(250)}`, name, email });
    expect(sessionCookieName().length + cookie.length).toBeLessThan(1024);
    expect((await currentUser())?.name).toBe(name.slice(0, 200));
    const claims = await decode({ token: cookie, secret: secret() });
    expect(Object.keys(claims ?? {}).sort()).toEqual(["exp", "iat", "jti", "sid", "sub"]);
    expect(claims?.sid).toBe(sid);
  });

  it("is __Host- in all its kinds where the site is https, and plain on http", () => {
    for (const { name, options } of Object.values(authCookies(true))) {
      expect(name).toMatch(/^__Host-next-auth\./);
      expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", secure: true, path: "/" });
      expect(options).not.toHaveProperty("domain");
    }
    for (const { name, options } of Object.values(authCookies(false))) {
      expect(name).toMatch(/^next-auth\./);
      expect(options).toMatchObject({ httpOnly: true, sameSite: "lax", secure: false, path: "/" });
    }
  });

  it("that is older, another site's, forged or too old counts as signed out", async () => {
    const { cookie, sid, userId } = await signIn();
    expect(await currentUser()).toMatchObject({ sid });
    for (const name of ["__Secure-next-auth.session-token", "__Host-next-auth.session-token"]) {
      sent.cookies.clear();
      sent.cookies.set(name, cookie);
      expect(await currentUser()).toBeNull();
    }
    const wrong = [
      await encode({ token: { sub: userId, sid }, secret: "another secret that is long enough to be one" }),
      await encode({ token: { sub: userId, sid }, secret: secret(), maxAge: -60 }),
      await encode({ token: { sub: "auth0|else", sid }, secret: secret() }),
      await encode({ token: { sub: userId, sid: { $ne: "" } } as never, secret: secret() }),
      await encode({ token: { sub: userId }, secret: secret() }),
      `${cookie.slice(0, -4)}AAAA`,
      "%",
      "eyJhbGciOiJub25lIn0.e30.",
    ];
    for (const value of wrong) {
      sent.cookies.set(sessionCookieName(), value);
      expect(await currentUser()).toBeNull();
    }
  });

  it("is the only thing that signs anybody in", async () => {
    const { cookie } = await signIn();
    sent.cookies.clear();
    for (const authorization of [`Bearer ${cookie}`, "Bearer %", "Basic YTpi"]) {
      sent.headers = new Headers({ authorization });
      expect(await currentUser()).toBeNull();
      expect((await ask("GET", ["session"], { headers: { authorization } })).body).toEqual({});
    }
  });
});

describe("/api/auth/session", () => {
  it("says who it is and until when, and nothing else", async () => {
    const { sid } = await signIn();
    const { body } = await ask("GET", ["session"]);
    const row = await findLiveSession(site.db, { sid, userId: "auth0|p", idleSeconds });
    expect(body).toEqual({
      user: { id: "auth0|p", name: "Aiko", email: "aiko@example.com" },
      expires: row?.endsAt.toISOString(),
    });
  });

  it("takes nothing over from what a browser sends as an update", async () => {
    const { sid, userId } = await signIn();
    const data = { sub: "auth0|else", sid: "theirs", user: { name: "Eve", id: "x" }, name: "Eve", absoluteExp: 9e15 };
    const answer = await ask("POST", ["session"], { body: { csrfToken: await csrfToken(), data } });
    expect(answer.body).toMatchObject({ user: { id: userId, name: "Aiko" } });
    const { name } = authCookies().sessionToken;
    const value = setCookies(answer)
      .find((one) => one.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .split(";")[0];
    expect(await decode({ token: value ?? "", secret: secret() })).toMatchObject({ sub: userId, sid });
    expect(JSON.stringify(await decode({ token: value ?? "", secret: secret() }))).not.toContain("Eve");
  });

  it("does not take a database that is down for the end of a session", async () => {
    await signIn();
    const select = vi.spyOn(site.db, "select").mockImplementation(() => {
      throw new Error("down");
    });
    expect((await ask("GET", ["session"])).failure).toBeInstanceOf(Error);
    select.mockRestore();
    const fine = await ask("GET", ["session"]);
    expect([fine.failure, (fine.body as { user: object }).user]).toMatchObject([undefined, { name: "Aiko" }]);
  });
});

describe("a sign-in", () => {
  it("stores what its owner's list shows, seals the tokens, and is in the trail", async () => {
    sent.headers = new Headers({ "user-agent": `${FIREFOX}${"x".repeat(10_000)}` });
    const { sid, userId } = await signIn({ id: "auth0|stored" });
    const row = await findLiveSession(site.db, { sid, userId, idleSeconds });
    expect(row?.userAgent).toHaveLength(300);
    expect(row?.tokens).not.toContain("refresh");
    expect((await openTokens(row?.tokens ?? "", sid, getConfig().tokenKeys))?.tokens).toMatchObject({
      accessToken: "access",
      refreshToken: "refresh",
      idpSid: "idp",
    });
    expect(((row?.absoluteExp.getTime() ?? 0) - Date.now()) / 86_400_000).toBeCloseTo(7, 1);
    const trail = await site.db.select().from(auditEvent);
    expect(trail.filter(({ subject }) => subject === row?.id)).toMatchObject([{ kind: "sign-in", userId }]);
    expect(JSON.stringify(trail)).not.toContain("aiko@example.com");
  });

  it("has a new id each time, and ends the session that the browser came with", async () => {
    const first = await signIn({ id: "auth0|fixed" });
    const second = await signIn({ id: "auth0|fixed" });
    expect(second.sid).not.toBe(first.sid);
    const rows = await listSessions(site.db, { userId: "auth0|fixed", idleSeconds });
    expect(rows.map(({ sid }) => sid)).toEqual([second.sid]);
    // An attacker's own session, planted before the victim signs in, is nobody's afterwards.
    const planted = await signIn({ id: "auth0|attacker" });
    const victim = await signIn({ id: "auth0|victim" });
    expect(await findLiveSession(site.db, { sid: planted.sid, userId: planted.userId, idleSeconds })).toBeNull();
    sent.cookies.set(sessionCookieName(), planted.cookie);
    expect(await currentUser()).toBeNull();
    sent.cookies.set(sessionCookieName(), victim.cookie);
    expect(await currentUser()).toMatchObject({ id: "auth0|victim" });
  });

  it.each([
    ["a new proof of who it is", 0, true],
    ["Auth0's own session of this morning", 4 * 3_600, false],
    ["a token that does not say", null, false],
  ])("by %s lets one end other sessions: %j s, %j", async (_, ago, recent) => {
    const iat = Math.floor(Date.now() / 1000);
    const key = await signIn(
      { id: "auth0|proof" },
      { sid: "idp", iat, ...(ago === null ? {} : { auth_time: iat - ago }) },
    );
    expect(await isRecent(site.db, key)).toBe(recent);
    const row = await findLiveSession(site.db, { ...key, idleSeconds });
    expect(row?.authenticatedAt === null).toBe(ago === null);
    if (ago !== null) expect((Date.now() - (row?.authenticatedAt?.getTime() ?? 0)) / 1000).toBeCloseTo(ago, -1);
  });

  it("asks Auth0 each time when the person signed in there", () => {
    const [provider] = authRequest().options.providers as unknown as { authorization: { params: object } }[];
    expect(provider?.authorization.params).toMatchObject({ max_age: 31_536_000 });
  });

  it("is refused without an access token, or with an id that is none of Auth0's", async () => {
    const { jwt } = authRequest().options.callbacks ?? {};
    const user = { id: "auth0|p" } as User;
    const without = { ...account, access_token: undefined };
    await expect(jwt?.({ token: {}, account: without, user } as never)).rejects.toThrow("no access token");
    await expect(signIn({ id: "x".repeat(256) })).rejects.toThrow("too long");
  });

  it("that is refused by the site's rules is in the trail, with the reason and without the address", async () => {
    vi.stubEnv("ALLOWED_EMAIL_DOMAINS", "example.com");
    delete (globalThis as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
    const { signIn: decide } = authRequest().options.callbacks ?? {};
    const profile = { sub: "auth0|refused", email: "eve@evil.org@example.com", email_verified: true };
    expect(await decide?.({ profile } as never)).toBe(false);
    const trail = await site.db.select().from(auditEvent);
    expect(trail.filter(({ userId }) => userId === "auth0|refused")).toMatchObject([
      { kind: "sign-in-refused", detail: { reason: "other-domain" } },
    ]);
    expect(JSON.stringify(trail)).not.toContain("evil.org");
    vi.stubEnv("ALLOWED_EMAIL_DOMAINS", "");
    delete (globalThis as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
  });
});

describe("use", () => {
  it("keeps a session alive; what a page asks by itself does not", async () => {
    const { sid } = await signIn({ id: "auth0|used" });
    const unseen = async () =>
      (await findLiveSession(site.db, { sid, userId: "auth0|used", idleSeconds }))?.unseenMs ?? 0;
    await setTimes(site.db, { sid, userId: "auth0|used" }, { seenAt: -120 });
    expect(await currentUser({ use: false })).not.toBeNull();
    expect(await unseen()).toBeGreaterThan(100_000);
    expect(await currentUser()).not.toBeNull();
    expect(await unseen()).toBeLessThan(60_000);
  });
});

describe("next-auth's own sign-out", () => {
  it("ends the session as ours does, and leads nowhere else", async () => {
    for (const callbackUrl of ["https://evil.example/", "//evil.example", "/\\evil.example"]) {
      const { sid, userId } = await signIn({ id: "auth0|out" });
      const body = { csrfToken: await csrfToken(), callbackUrl };
      const answer = await ask("POST", ["signout"], { body });
      expect(answer.status).toBe(302);
      expect(new URL(answer.location ?? "").origin).toBe(getConfig().siteUrl);
      expect(await findLiveSession(site.db, { sid, userId, idleSeconds })).toBeNull();
    }
  });

  it("does nothing without the token against forged requests", async () => {
    const { sid, userId } = await signIn({ id: "auth0|forged" });
    await ask("POST", ["signout"], { body: { csrfToken: "forged", callbackUrl: "/" } });
    expect(await findLiveSession(site.db, { sid, userId, idleSeconds })).not.toBeNull();
  });
});
