import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import { createBrowser } from "./testing/browser";
import {
  aiko,
  authorizationRequest,
  ben,
  callback,
  choosePerson,
  exchangeCode,
  postForm,
  readTokens,
  signInForCode,
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

describe("discovery", () => {
  it("names itself with the trailing slash and Auth0's routes", async () => {
    const body = await (await fetch(`${auth0.origin}/.well-known/openid-configuration`)).json();
    expect(body).toMatchObject({
      issuer: `${auth0.origin}/`,
      authorization_endpoint: `${auth0.origin}/authorize`,
      token_endpoint: `${auth0.origin}/oauth/token`,
      userinfo_endpoint: `${auth0.origin}/userinfo`,
      jwks_uri: `${auth0.origin}/.well-known/jwks.json`,
      revocation_endpoint: `${auth0.origin}/oauth/revoke`,
      device_authorization_endpoint: `${auth0.origin}/oauth/device/code`,
      end_session_endpoint: `${auth0.origin}/oidc/logout`,
      code_challenge_methods_supported: ["S256"],
    });
  });

  it.each(["127.0.0.1", "[::1]"])("says the same at %s", async (host) => {
    const path = "/.well-known/openid-configuration";
    const named = await (await fetch(`${auth0.origin}${path}`)).json();
    const numbered = await (await fetch(`http://${host}:${auth0.port}${path}`)).json();
    expect(numbered).toEqual(named);
  });

  it("shows only the public half of the key", async () => {
    const { keys } = await (await fetch(`${auth0.origin}/.well-known/jwks.json`)).json();
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0]).sort()).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });
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

describe("authorization code with PKCE", () => {
  it("brings state back to the callback and issues Auth0's tokens", async () => {
    const { arrived, state, nonce, code, verifier } = await signInForCode(auth0, aiko);
    expect(`${arrived.origin}${arrived.pathname}`).toBe(callback);
    expect(arrived.searchParams.get("state")).toBe(state);

    const tokens = readTokens(await exchangeCode(auth0, code, verifier));
    expect(tokens.scope.split(" ").sort()).toEqual(["email", "offline_access", "openid", "profile"]);
    expect(tokens.expires_in).toBe(3600);

    const keys = createRemoteJWKSet(new URL(`${auth0.origin}/.well-known/jwks.json`));
    const access = await jwtVerify(tokens.access_token, keys, { issuer: auth0.issuer, audience: LOCAL.audience });
    expect(access.protectedHeader).toMatchObject({ alg: "RS256", typ: "at+jwt" });
    expect(access.payload).toEqual({
      iss: auth0.issuer,
      sub: aiko,
      aud: [LOCAL.audience, `${auth0.issuer}userinfo`],
      client_id: LOCAL.clientId,
      scope: expect.stringContaining("openid"),
      iat: expect.any(Number),
      exp: (access.payload.iat ?? 0) + 3600,
      jti: expect.any(String),
    });

    const id = await jwtVerify(tokens.id_token, keys, { issuer: auth0.issuer, audience: LOCAL.clientId });
    expect(id.payload).toMatchObject({
      sub: aiko,
      name: "Aiko Tanaka",
      nickname: "aiko",
      email: "aiko@example.com",
      email_verified: true,
      nonce,
      sid: expect.any(String),
    });
    expect(id.payload).not.toHaveProperty("picture");
  });

  it("gives an opaque access token without an audience, good for /userinfo", async () => {
    const { access_token: token, id_token: id } = await signInForTokens(auth0, ben, { audience: undefined });
    expect(() => decodeProtectedHeader(token)).toThrow();
    const userinfo = await fetch(`${auth0.origin}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(await userinfo.json()).toMatchObject({ sub: ben, name: "Ben Carter", email: "ben@example.com" });
    expect(decodeJwt(id)).toMatchObject({ name: "Ben Carter" });
  });

  it("takes the API's token at /userinfo as well, and shows what its scopes cover", async () => {
    const get = async (scope: string) => {
      const { code, verifier } = await signInForCode(auth0, aiko, { scope, nonce: undefined });
      const { body } = await exchangeCode(auth0, code, verifier);
      return fetch(`${auth0.origin}/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } });
    };
    expect(await (await get("openid email")).json()).toEqual({
      sub: aiko,
      email: "aiko@example.com",
      email_verified: true,
    });
    const withoutOpenid = await get("profile email");
    expect(withoutOpenid.status).toBe(401);
  });

  it("refuses a tampered token at /userinfo", async () => {
    const { access_token: token } = await signInForTokens(auth0, aiko);
    const [head, payload, signature] = token.split(".");
    const forged = Buffer.from(JSON.stringify({ ...decodeJwt(token), sub: ben })).toString("base64url");
    const ask = (value: string) => fetch(`${auth0.origin}/userinfo`, { headers: { authorization: `Bearer ${value}` } });
    expect((await ask(`${head}.${payload}.${signature}`)).status).toBe(200);
    expect((await ask(`${head}.${forged}.${signature}`)).status).toBe(401);
  });

  it("does not hand out a refresh token nobody asked for", async () => {
    const { code, verifier } = await signInForCode(auth0, aiko, { scope: "openid profile" });
    const { body } = await exchangeCode(auth0, code, verifier);
    expect(body).not.toHaveProperty("refresh_token");
    expect(body.scope).toBe("openid profile");
  });

  it("accepts the client secret in the header too", async () => {
    const { code, verifier } = await signInForCode(auth0, aiko);
    const basic = Buffer.from(`${LOCAL.clientId}:${LOCAL.clientSecret}`).toString("base64");
    const fields = { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: callback };
    const answer = await postForm(`${auth0.origin}/oauth/token`, fields, { authorization: `Basic ${basic}` });
    expect(answer.status).toBe(200);
  });

  it("puts the organization into both tokens, and keeps it over a refresh", async () => {
    const tokens = await signInForTokens(auth0, aiko, { organization: "org_acme" });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ org_id: "org_acme" });
    expect(decodeJwt(tokens.id_token)).toMatchObject({ org_id: "org_acme" });
    const fields = { grant_type: "refresh_token", client_id: LOCAL.clientId, client_secret: LOCAL.clientSecret };
    const answer = await postForm(`${auth0.origin}/oauth/token`, { ...fields, refresh_token: tokens.refresh_token });
    expect(decodeJwt(String(answer.body.access_token))).toMatchObject({ org_id: "org_acme" });
    expect(decodeJwt(String(answer.body.id_token))).toMatchObject({ org_id: "org_acme", sid: expect.any(String) });
    expect(decodeJwt((await signInForTokens(auth0, aiko)).access_token)).not.toHaveProperty("org_id");
  });
});

describe("what is refused", () => {
  it("an unknown audience, at the callback and in Auth0's words", async () => {
    const attempt = authorizationRequest(auth0, { audience: "https://nobody.example" });
    const { url } = await createBrowser().open(attempt.url);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: "access_denied",
      error_description: "Service not found: https://nobody.example",
      state: attempt.state,
    });
    expect(`${url.origin}${url.pathname}`).toBe(callback);
  });

  it("a callback that is not the site's, without going there", async () => {
    for (const redirectUri of [
      "https://evil.example/cb",
      `${siteOrigin}/other`,
      `${callback}/../x`,
      `${callback}?a=1`,
    ]) {
      const page = await createBrowser().open(authorizationRequest(auth0, { redirect_uri: redirectUri }).url);
      expect(page.status).toBe(403);
      expect(page.url.origin).toBe(auth0.origin);
      expect(page.text).toContain("Callback URL mismatch.");
    }
  });

  it("an unknown client", async () => {
    const page = await createBrowser().open(authorizationRequest(auth0, { client_id: "somebody" }).url);
    expect(page.status).toBe(400);
    expect(page.url.origin).toBe(auth0.origin);
  });

  it("a code with the wrong verifier, another callback, or a second time", async () => {
    const wrong = await signInForCode(auth0, aiko);
    const answer = await exchangeCode(auth0, wrong.code, "x".repeat(43));
    expect(answer).toMatchObject({ status: 403, body: { error: "invalid_grant" } });

    const elsewhere = await signInForCode(auth0, aiko);
    expect(await exchangeCode(auth0, elsewhere.code, elsewhere.verifier, `${siteOrigin}/`)).toMatchObject({
      status: 403,
      body: { error: "invalid_grant" },
    });

    const { code, verifier } = await signInForCode(auth0, aiko);
    const both = await Promise.all([exchangeCode(auth0, code, verifier), exchangeCode(auth0, code, verifier)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  it("a wrong client secret", async () => {
    const { code, verifier } = await signInForCode(auth0, aiko);
    const fields = { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: callback };
    const answer = await postForm(`${auth0.origin}/oauth/token`, {
      ...fields,
      client_id: LOCAL.clientId,
      client_secret: "wrong",
    });
    expect(answer).toEqual({ status: 401, body: { error: "access_denied", error_description: "Unauthorized" } });
  });

  it("a parameter given twice, as the client's mistake and not its own", async () => {
    const body = new URLSearchParams({ client_id: LOCAL.clientId, client_secret: LOCAL.clientSecret });
    for (const grantType of ["refresh_token", "authorization_code"]) body.append("grant_type", grantType);
    const response = await fetch(`${auth0.origin}/oauth/token`, { method: "POST", body });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toBe("invalid_request");
  });

  it("an address made of the issuer, its slash and another one, with a word about it", async () => {
    const response = await fetch(`${auth0.issuer}/.well-known/openid-configuration`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("two slashes");
  });

  it("other response types and unregistered grant types", async () => {
    const { url } = await createBrowser().open(authorizationRequest(auth0, { response_type: "token" }).url);
    expect(new URLSearchParams(url.hash.slice(1)).get("error")).toBe("unsupported_response_type");
    const fields = { client_id: LOCAL.clientId, client_secret: LOCAL.clientSecret };
    const answer = await postForm(`${auth0.origin}/oauth/token`, { ...fields, grant_type: "client_credentials" });
    expect(answer.body.error).toBe("unsupported_grant_type");
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

it("signs with a key whose thumbprint is its id, so that a verifier can pick it", async () => {
  const jwks = await (await fetch(`${auth0.origin}/.well-known/jwks.json`)).json();
  const { access_token: token } = await signInForTokens(auth0, aiko);
  expect(decodeProtectedHeader(token).kid).toBe(jwks.keys[0].kid);
  await expect(jwtVerify(token, createLocalJWKSet(jwks), { audience: "urn:other" })).rejects.toThrow("aud");
});
