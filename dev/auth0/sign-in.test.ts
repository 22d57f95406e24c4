import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import { createBrowser } from "./testing/browser";
import {
  aiko,
  authorizationRequest,
  ben,
  callback,
  choosePerson,
  signInForTokens,
  siteOrigin,
  temporaryDirectory,
} from "./testing/flows";

let auth0: LocalAuth0;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  auth0 = await startLocalAuth0({ port: 0, dataDir: directory.path, siteOrigins: [siteOrigin] });
});
afterAll(async () => {
  await auth0.close();
  await directory.remove();
});

describe("when the person signed in", () => {
  const later = () => new Promise((resolve) => setTimeout(resolve, 1_100));
  const timeOf = (token: string) => {
    const { iat = 0, auth_time: at } = decodeJwt(token);
    return { iat, at };
  };

  it("is said where max_age asks for it, and is that of the browser's session when that lets them in", async () => {
    const year = { max_age: "31536000" };
    const { browser, ...first } = await signInForTokens(auth0, aiko, year);
    const shown = timeOf(first.id_token);
    expect(typeof shown.at).toBe("number");
    expect(shown.iat - Number(shown.at)).toBeLessThan(5);
    await later();
    const second = timeOf((await signInForTokens(auth0, aiko, year, browser)).id_token);
    expect([second.at, second.iat > shown.iat]).toEqual([shown.at, true]);
    expect(timeOf((await signInForTokens(auth0, aiko, {}, browser)).id_token).at).toBeUndefined();
  });

  it("is now where the application wants a new proof, even from the one whom the browser's session knows", async () => {
    const { browser, ...first } = await signInForTokens(auth0, aiko, { max_age: "31536000" });
    await later();
    const request = authorizationRequest(auth0, { prompt: "login", max_age: "0" });
    expect((await browser.open(request.url)).url.pathname).toMatch(/^\/u\/login\//);
    const again = await signInForTokens(auth0, aiko, { prompt: "login", max_age: "0", organization: "org_1" }, browser);
    expect(Number(timeOf(again.id_token).at)).toBeGreaterThan(Number(timeOf(first.id_token).at));
  });
});

describe("the browser's session", () => {
  it("signs in at once the second time, under the same session id", async () => {
    const first = await signInForTokens(auth0, aiko);
    const page = await first.browser.open(authorizationRequest(auth0).url);
    expect(page.url.origin).toBe(siteOrigin);
    const second = await signInForTokens(auth0, ben, {}, first.browser);
    expect(decodeJwt(second.id_token)).toMatchObject({ sub: aiko, sid: decodeJwt(first.id_token).sid });
  });

  it("asks again for prompt=login, and lets another person in under a session of their own", async () => {
    const first = await signInForTokens(auth0, aiko);
    for (const prompt of ["login", "select_account"]) {
      const page = await first.browser.open(authorizationRequest(auth0, { prompt }).url);
      expect(page.url.pathname).toMatch(/^\/u\/login\//);
    }
    const second = await signInForTokens(auth0, ben, { prompt: "login" }, first.browser);
    expect(decodeJwt(second.id_token).sub).toBe(ben);
    expect(decodeJwt(second.id_token).sid).not.toBe(decodeJwt(first.id_token).sid);
    const again = await signInForTokens(auth0, aiko, {}, first.browser);
    expect(decodeJwt(again.id_token).sub).toBe(ben);
  });

  it("keeps the same person's session over prompt=login", async () => {
    const first = await signInForTokens(auth0, aiko);
    const second = await signInForTokens(auth0, aiko, { prompt: "login" }, first.browser);
    expect(decodeJwt(second.id_token)).toMatchObject({ sub: aiko, sid: decodeJwt(first.id_token).sid });
  });

  it("answers prompt=none with login_required, or with a code", async () => {
    const browser = createBrowser();
    const none = await browser.open(authorizationRequest(auth0, { prompt: "none" }).url);
    expect(none.url.searchParams.get("error")).toBe("login_required");
    await signInForTokens(auth0, aiko, {}, browser);
    const { refresh_token: token } = await signInForTokens(auth0, aiko, { prompt: "none" }, browser);
    expect(token).toEqual(expect.any(String));
  });
});

describe("the sign-in page", () => {
  it("lists the people, the expected one first, and loads nothing", async () => {
    const page = await createBrowser().open(authorizationRequest(auth0, { login_hint: "Chiyo@example.org" }).url);
    expect(page.status).toBe(200);
    expect(page.text).toContain("Sign in to AgentCore Chat");
    expect(page.text.indexOf("Chiyo Mori")).toBeLessThan(page.text.indexOf("Aiko Tanaka"));
    expect(page.text).not.toMatch(/(src|href|url\()=?["']?https?:|<script|@import/i);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain(`form-action 'self' ${siteOrigin}`);
    expect(policy).toContain("default-src 'none'");
  });

  it("speaks the application's language before the browser's", async () => {
    const japanese = createBrowser({ "accept-language": "ja,en;q=0.8" });
    const open = async (changes: Record<string, string>) =>
      (await japanese.open(authorizationRequest(auth0, changes).url)).text;
    expect(await open({})).toContain('<html lang="ja">');
    expect(await open({})).toContain("AgentCore Chat にサインイン");
    expect(await open({ ui_locales: "fr en-GB" })).toContain('<html lang="en">');
  });

  it("reports a cancelled sign-in to the site", async () => {
    const browser = createBrowser();
    const attempt = authorizationRequest(auth0);
    const page = await browser.open(attempt.url);
    const { url } = await browser.submit(page, page.url.pathname, { action: "cancel" });
    expect(`${url.origin}${url.pathname}`).toBe(callback);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ error: "access_denied", state: attempt.state });
  });

  it("cannot be used by another browser, nor for a person that does not exist, nor from another site", async () => {
    const browser = createBrowser();
    const page = await browser.open(authorizationRequest(auth0).url);
    expect((await choosePerson(createBrowser(), page, aiko)).status).toBe(400);
    expect((await browser.submit(page, page.url.pathname, { user: "auth0|<nobody>" })).status).toBe(400);
    const foreign = await browser.open(page.url.href, {
      method: "POST",
      body: new URLSearchParams({ user: aiko }),
      headers: { origin: siteOrigin },
    });
    expect(foreign.status).toBe(403);
    expect((await choosePerson(browser, page, aiko)).url.searchParams.get("code")).toBeTruthy();
    expect((await choosePerson(browser, page, aiko)).status).toBe(400);
  });

  it("keeps two sign-ins in one browser apart", async () => {
    const browser = createBrowser();
    const one = authorizationRequest(auth0);
    const two = authorizationRequest(auth0);
    const pageOne = await browser.open(one.url);
    const pageTwo = await browser.open(two.url);
    expect((await choosePerson(browser, pageOne, aiko)).url.searchParams.get("state")).toBe(one.state);
    expect((await choosePerson(browser, pageTwo, aiko)).url.searchParams.get("state")).toBe(two.state);
  });
});
