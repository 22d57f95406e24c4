import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import {
  aiko,
  ben,
  callback,
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
