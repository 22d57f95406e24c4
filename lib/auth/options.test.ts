import type { User } from "next-auth";
import { describe, expect, it, vi } from "vitest";
import { getConfig } from "../config";
import { auditEvent } from "../db/safety-schema";
import { sessionCookieName } from "./cookies";
import { account, FIREFOX, idleSeconds, siteToSignInTo } from "./next-auth.testing";
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

const { site, signIn, ask, csrfToken } = siteToSignInTo(sent);

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
