/** The local Auth0 through the eyes of openid-client 5, which is what next-auth 4 signs in with. */
import { generators, Issuer } from "openid-client";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import { createBrowser } from "./testing/browser";
import { aiko, callback, choosePerson, siteOrigin, temporaryDirectory } from "./testing/flows";

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

async function site() {
  const issuer = await Issuer.discover(`${auth0.issuer}.well-known/openid-configuration`);
  return new issuer.Client({
    client_id: LOCAL.clientId,
    client_secret: LOCAL.clientSecret,
    redirect_uris: [callback],
    response_types: ["code"],
  });
}

async function arrive(client: Awaited<ReturnType<typeof site>>, choose: { sub: string } | "cancel") {
  const verifier = generators.codeVerifier();
  const checks = { state: generators.state(), nonce: generators.nonce(), code_verifier: verifier };
  const browser = createBrowser();
  const page = await browser.open(
    client.authorizationUrl({
      scope: "openid profile email offline_access",
      audience: LOCAL.audience,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: generators.codeChallenge(verifier),
      code_challenge_method: "S256",
    }),
  );
  const { url } =
    choose === "cancel"
      ? await browser.submit(page, page.url.pathname, { action: "cancel" })
      : await choosePerson(browser, page, choose.sub);
  return { params: client.callbackParams(url.href), checks, browser };
}

it("discovers, signs in with state, nonce and PKCE, refreshes, asks userinfo and revokes", async () => {
  const client = await site();
  expect(client.issuer.metadata.issuer).toBe(auth0.issuer);
  const { params, checks } = await arrive(client, { sub: aiko });
  const tokens = await client.callback(callback, params, checks);
  expect(tokens.claims()).toMatchObject({ sub: aiko, name: "Aiko Tanaka", nonce: checks.nonce });
  expect(await client.userinfo(tokens)).toMatchObject({ sub: aiko });
  const refreshed = await client.refresh(tokens);
  expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
  await client.revoke(refreshed.refresh_token ?? "", "refresh_token");
  await expect(client.refresh(refreshed)).rejects.toMatchObject({ error: "invalid_grant" });
});

it("makes the library refuse a callback whose state or nonce was not this browser's", async () => {
  const client = await site();
  const one = await arrive(client, { sub: aiko });
  await expect(client.callback(callback, one.params, { ...one.checks, state: "other" })).rejects.toThrow(/state/);
  const two = await arrive(client, { sub: aiko });
  await expect(client.callback(callback, two.params, { ...two.checks, nonce: "other" })).rejects.toThrow(/nonce/);
});

it("reports a cancelled sign-in as access_denied", async () => {
  const client = await site();
  const { params, checks } = await arrive(client, "cancel");
  await expect(client.callback(callback, params, checks)).rejects.toMatchObject({ error: "access_denied" });
});

it("ends the session at the address the library builds for signing out", async () => {
  const client = await site();
  const { params, checks, browser } = await arrive(client, { sub: aiko });
  const tokens = await client.callback(callback, params, checks);
  const url = client.endSessionUrl({
    client_id: LOCAL.clientId,
    post_logout_redirect_uri: `${siteOrigin}/signin`,
    logout_hint: String(tokens.claims().sid),
  });
  expect((await browser.open(url)).url.href).toBe(`${siteOrigin}/signin`);
});
