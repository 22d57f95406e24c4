import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { JWTPayload } from "jose";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { invocationsUrl } from "../../lib/local-defaults.ts";
import { createAuthorizer } from "./authorizer.ts";
import { AGUI_ARN, eventsOf, type Harness, HTTP_ARN, newSessionId, startHarness } from "./fixtures/harness.ts";
import { AUDIENCE, CLIENT, type Identity, startIdentity } from "./fixtures/identity.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.close());

const RULES = { allowedAudience: ["urn:other", AUDIENCE], allowedClients: ["other", CLIENT] };
const mismatch = (claim: string) => `OAuth authorization failed: Claim '${claim}' value mismatch with configuration.`;

describe("claims", () => {
  test.each<[string, JWTPayload, string | null]>([
    ["an audience among several", {}, null],
    ["one audience as a string", { aud: AUDIENCE }, null],
    ["a foreign audience", { aud: ["urn:foreign"] }, "aud"],
    ["no audience", { aud: undefined }, "aud"],
    ["a foreign client", { client_id: "foreign" }, "client_id"],
    ["the client in azp only, as Auth0's default dialect has it", { client_id: undefined, azp: CLIENT }, "client_id"],
    ["a foreign issuer", { iss: "https://elsewhere.example/" }, "iss"],
    ["no issuer", { iss: undefined }, "iss"],
  ])("%s", async (_name, claims, claim) => {
    const token = await identity.token("alice", claims);
    const result = await createAuthorizer(identity.issuer)(`Bearer ${token}`, RULES);
    if (claim === null) expect(result).toEqual({ ok: true, caller: { sub: "alice", clientId: CLIENT, token } });
    else expect(result).toEqual({ ok: false, error: { code: "UNAUTHORIZED", message: mismatch(claim) } });
  });

  test("the issuer without its slash is another issuer", async () => {
    const token = await identity.token("alice", { iss: identity.issuer.replace(/\/$/, "") });
    const result = await createAuthorizer(identity.issuer)(`Bearer ${token}`, RULES);
    expect(result).toEqual({ ok: false, error: { code: "UNAUTHORIZED", message: mismatch("iss") } });
  });

  test.each([
    ["read", true],
    ["write read", true],
    ["write", false],
    [undefined, false],
    ["reader", false],
  ])("scope %s", async (scope, ok) => {
    const token = await identity.token("alice", { scope });
    const result = await createAuthorizer(identity.issuer)(`Bearer ${token}`, { allowedScopes: ["read", "admin"] });
    expect(result.ok).toBe(ok);
    if (!result.ok) expect(result.error.message).toBe(mismatch("scope"));
  });

  test("an authorizer without rules asks for a valid token only", async () => {
    const token = await identity.token("alice", { aud: "urn:foreign", client_id: "foreign" });
    expect((await createAuthorizer(identity.issuer)(`Bearer ${token}`, { allowedAudience: [] })).ok).toBe(true);
  });
});

describe("tokens and headers", () => {
  const cases: [string, () => string | undefined | Promise<string>, string, string][] = [
    ["no header", () => undefined, "UNAUTHORIZED", "Missing Authorization header"],
    ["Bearer undefined", () => "Bearer undefined", "UNAUTHORIZED", "Failed to parse token"],
    ["an opaque token", () => "Bearer 3q2-7wAAAA", "UNAUTHORIZED", "Failed to parse token"],
    ["an empty bearer", () => "Bearer ", "UNAUTHORIZED", "Failed to parse token"],
    ["Basic", () => "Basic YTpi", "UNAUTHORIZED", "Invalid Authorization header"],
    ["SigV4", () => "AWS4-HMAC-SHA256 Credential=x", "ACCESS_DENIED", "Authorization method mismatch"],
    [
      "an expired token",
      async () => `Bearer ${await identity.token("a", {}, { expired: true })}`,
      "UNAUTHORIZED",
      "expired",
    ],
    [
      "another key's signature",
      async () => `Bearer ${await identity.token("a", {}, { foreignKey: true })}`,
      "UNAUTHORIZED",
      "Token verification failed",
    ],
    [
      "HS256",
      async () =>
        `Bearer ${await new SignJWT({ iss: identity.issuer, aud: AUDIENCE, client_id: CLIENT })
          .setProtectedHeader({ alg: "HS256", kid: "test" })
          .setExpirationTime("1m")
          .sign(new TextEncoder().encode("x".repeat(32)))}`,
      "UNAUTHORIZED",
      "Token verification failed",
    ],
  ];
  test.each(cases)("%s", async (_name, header, code, message) => {
    const result = await createAuthorizer(identity.issuer)(await header(), RULES);
    if (result.ok) throw new Error("was let in");
    expect(result.error.code).toBe(code);
    expect(result.error.message).toContain(message);
  });

  test("an identity provider that is down is the platform's error and heals by itself", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const authorize = createAuthorizer(`http://127.0.0.1:${port}/`);
    const header = `Bearer ${await identity.token("alice")}`;
    expect(await authorize(header, {})).toMatchObject({ ok: false, error: { code: "INTERNAL_ERROR" } });
    const back = createServer((request, response) => {
      const body = { issuer: identity.issuer, jwks_uri: `${identity.issuer}jwks` };
      response.end(request.url === "/.well-known/openid-configuration" ? JSON.stringify(body) : "");
    });
    await new Promise<void>((resolve) => back.listen(port, "127.0.0.1", resolve));
    expect((await authorize(header, {})).ok).toBe(true);
    back.closeAllConnections();
    back.close();
  });
});

describe("over the wire", () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());

  const resource = (arn: string) =>
    invocationsUrl(h.core.origin, arn).replace("?", "/.well-known/oauth-protected-resource?");

  test("an agui runtime's 401 is an SSE RUN_ERROR with the real status and the challenge", async () => {
    const reply = await h.invoke({}, { headers: { authorization: "Bearer undefined" } });
    expect([reply.status, reply.headers["content-type"]]).toEqual([401, "text/event-stream"]);
    expect(eventsOf(reply.body)).toEqual([
      { type: "RUN_ERROR", code: "UNAUTHORIZED", message: "OAuth authorization failed: Failed to parse token" },
    ]);
    expect(reply.headers["www-authenticate"]).toBe(`Bearer resource_metadata="${resource(AGUI_ARN)}"`);
  });

  test("an http runtime's 401 is JSON with the same challenge", async () => {
    const reply = await h.invoke({}, { arn: HTTP_ARN, headers: { authorization: "Bearer undefined" } });
    expect([reply.status, JSON.parse(reply.body)]).toEqual([
      401,
      { message: "OAuth authorization failed: Failed to parse token" },
    ]);
    expect(reply.headers["x-amzn-errortype"]).toBe("UnauthorizedException");
    expect(reply.headers["www-authenticate"]).toBe(`Bearer resource_metadata="${resource(HTTP_ARN)}"`);
  });

  test("SigV4 on a JWT runtime is a 403 without a challenge", async () => {
    const reply = await h.invoke({}, { headers: { authorization: "AWS4-HMAC-SHA256 Credential=x" } });
    expect([reply.status, eventsOf(reply.body)[0]?.code]).toEqual([403, "ACCESS_DENIED"]);
    expect(reply.headers["www-authenticate"]).toBeUndefined();
  });

  test("who is refused starts no agent", async () => {
    const sessionId = newSessionId();
    await h.invoke({}, { sessionId, headers: { authorization: "Bearer undefined" } });
    expect(await h.sessionInfo(sessionId)).toBeUndefined();
  });
});
