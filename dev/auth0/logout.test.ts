import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import type { Browser } from "./testing/browser";
import {
  aiko,
  authorizationRequest,
  ben,
  refresh,
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

const address = (path: string, params: Record<string, string>) =>
  `${auth0.origin}${path}?${new URLSearchParams(params)}`;

/** Whether the browser still signs in without being asked. */
async function signedIn(browser: Browser): Promise<boolean> {
  const { url } = await browser.open(authorizationRequest(auth0, { prompt: "none" }).url);
  return url.searchParams.has("code");
}

/** Addresses that look like the site's to a careless comparison. */
const elsewhere = [
  "https://evil.example/",
  "//evil.example",
  `${siteOrigin}@evil.example/`,
  `${siteOrigin}.evil.example/`,
  `http://evil.example\\@localhost:3123/`,
  "http://user:pass@localhost:3123/",
  "http://localhost:3124/",
  "https://localhost:3123/",
  "javascript:alert(1)",
  "not an address",
];

describe("/v2/logout", () => {
  const logout = (params: Record<string, string>) => address("/v2/logout", params);

  it("ends the session and goes back to the site, or to any page of it", async () => {
    for (const returnTo of [`${siteOrigin}/`, `${siteOrigin}/signin?from=logout`]) {
      const { browser } = await signInForTokens(auth0, aiko);
      const page = await browser.open(logout({ client_id: LOCAL.clientId, returnTo }));
      expect(page.url.href).toBe(returnTo);
      expect(await signedIn(browser)).toBe(false);
    }
  });

  it.each(elsewhere)("does not go to %s, and keeps the session", async (returnTo) => {
    const { browser } = await signInForTokens(auth0, aiko);
    const page = await browser.open(logout({ client_id: LOCAL.clientId, returnTo }));
    expect(page.status).toBe(400);
    expect(page.url.origin).toBe(auth0.origin);
    expect(await signedIn(browser)).toBe(true);
  });

  it("wants to know the client whose list of addresses it is to look at", async () => {
    const { browser } = await signInForTokens(auth0, aiko);
    expect((await browser.open(logout({ returnTo: siteOrigin }))).status).toBe(400);
    expect((await browser.open(logout({ client_id: "somebody", returnTo: siteOrigin }))).status).toBe(400);
    expect(await signedIn(browser)).toBe(true);
  });

  it("shows a page of its own without an address to return to, signed in or not", async () => {
    const { browser } = await signInForTokens(auth0, aiko);
    for (let i = 0; i < 2; i += 1) {
      const page = await browser.open(logout({ client_id: LOCAL.clientId }));
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining("You are signed out") });
    }
  });

  it("leaves refresh tokens alone, as Auth0 does", async () => {
    const { browser, refresh_token: token } = await signInForTokens(auth0, aiko);
    await browser.open(logout({ client_id: LOCAL.clientId }));
    expect((await refresh(auth0, token)).status).toBe(200);
  });
});

describe("/oidc/logout", () => {
  const base = { client_id: LOCAL.clientId, post_logout_redirect_uri: `${siteOrigin}/signin` };
  const logout = (params: Record<string, string>) => address("/oidc/logout", params);
  const sidOf = (token: string) => String(decodeJwt(token).sid);

  it("ends the session at once when logout_hint is this session's sid, and brings the state back", async () => {
    const { browser, id_token: token } = await signInForTokens(auth0, aiko);
    const page = await browser.open(logout({ ...base, logout_hint: sidOf(token), state: "xyz" }));
    expect(page.url.href).toBe(`${siteOrigin}/signin?state=xyz`);
    expect(await signedIn(browser)).toBe(false);
  });

  it("takes the ID token as a hint, alone or with its client", async () => {
    for (const { client_id, ...rest } of [base, { ...base, client_id: undefined }]) {
      const { browser, id_token: token } = await signInForTokens(auth0, aiko);
      const params = { ...rest, ...(client_id ? { client_id } : {}), id_token_hint: token };
      expect((await browser.open(logout(params))).url.href).toBe(`${siteOrigin}/signin`);
      expect(await signedIn(browser)).toBe(false);
    }
  });

  it.each([
    ["no hint", async () => ({})],
    ["a hint of another session", async () => ({ logout_hint: sidOf((await signInForTokens(auth0, ben)).id_token) })],
    ["an ID token of another session", async () => ({ id_token_hint: (await signInForTokens(auth0, ben)).id_token })],
  ])("asks first when there is %s", async (_name, hint) => {
    const { browser } = await signInForTokens(auth0, aiko);
    const page = await browser.open(logout({ ...base, state: 'a"<script>', ...(await hint()) }));
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining("Sign out?") });
    expect(page.text).not.toContain("<script");
    expect(await signedIn(browser)).toBe(true);
    const after = await browser.submit(page, "/oidc/logout", { ...base, state: "s" });
    expect(after.url.href).toBe(`${siteOrigin}/signin?state=s`);
    expect(await signedIn(browser)).toBe(false);
  });

  it.each(elsewhere)("does not go to %s, hint or not, not even after asking", async (uri) => {
    const { browser, id_token: token } = await signInForTokens(auth0, aiko);
    const params = { client_id: LOCAL.clientId, post_logout_redirect_uri: uri };
    const asked = await browser.open(logout({ ...params, logout_hint: sidOf(token) }));
    expect(asked).toMatchObject({ status: 400, url: { origin: auth0.origin } });
    const posted = await browser.submit(asked, "/oidc/logout", params);
    expect(posted).toMatchObject({ status: 400, url: { origin: auth0.origin } });
    expect(await signedIn(browser)).toBe(true);
  });

  it("refuses an ID token that is not ours or not the client's", async () => {
    const { browser, id_token: token } = await signInForTokens(auth0, aiko);
    const [head, payload] = token.split(".");
    for (const params of [
      { ...base, id_token_hint: `${head}.${payload}.AAAA` },
      { ...base, id_token_hint: "nonsense" },
      { ...base, client_id: LOCAL.deviceClientId, id_token_hint: token },
    ]) {
      expect((await browser.open(logout(params))).status).toBe(400);
    }
    expect(await signedIn(browser)).toBe(true);
  });

  it("goes straight back when nobody is signed in", async () => {
    const { browser } = await signInForTokens(auth0, aiko);
    await browser.open(address("/v2/logout", { client_id: LOCAL.clientId }));
    expect((await browser.open(logout(base))).url.href).toBe(`${siteOrigin}/signin`);
  });

  it("does not let another origin answer its question", async () => {
    const { browser } = await signInForTokens(auth0, aiko);
    const page = await browser.open(`${auth0.origin}/oidc/logout`, {
      method: "POST",
      body: new URLSearchParams(base),
      headers: { origin: siteOrigin },
    });
    expect(page.status).toBe(403);
    expect(await signedIn(browser)).toBe(true);
  });
});
