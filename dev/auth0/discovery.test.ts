import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import { aiko, signInForTokens, siteOrigin, temporaryDirectory } from "./testing/flows";

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

it("signs with a key whose thumbprint is its id, so that a verifier can pick it", async () => {
  const jwks = await (await fetch(`${auth0.origin}/.well-known/jwks.json`)).json();
  const { access_token: token } = await signInForTokens(auth0, aiko);
  expect(decodeProtectedHeader(token).kid).toBe(jwks.keys[0].kid);
  await expect(jwtVerify(token, createLocalJWKSet(jwks), { audience: "urn:other" })).rejects.toThrow("aud");
});
