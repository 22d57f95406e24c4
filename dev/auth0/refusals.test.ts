import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import { createBrowser } from "./testing/browser";
import {
  aiko,
  authorizationRequest,
  callback,
  exchangeCode,
  postForm,
  signInForCode,
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
