import { decode, encode } from "next-auth/jwt";
import { describe, expect, it, vi } from "vitest";
import { authCookies, sessionCookieName } from "./cookies";
import { idleSeconds, secret, setCookies, siteToSignInTo } from "./next-auth.testing";
import { currentUser } from "./session";
import { findLiveSession } from "./sessions";

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
