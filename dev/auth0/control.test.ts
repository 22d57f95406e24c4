import { request } from "node:http";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import {
  aiko,
  authorizationRequest,
  ben,
  changeSettings,
  readTokens,
  refresh,
  signInForTokens,
  siteOrigin,
  temporaryDirectory,
} from "./testing/flows";

let auth0: LocalAuth0;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  auth0 = await startLocalAuth0({
    port: 0,
    dataDir: directory.path,
    siteOrigins: [siteOrigin],
    accessTokenTtlSeconds: 900,
  });
});
afterEach(async () => {
  await call("POST", "/_local/reset-settings");
});
afterAll(async () => {
  await auth0.close();
  await directory.remove();
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(`${auth0.origin}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

describe("what was issued", () => {
  it("lists every token by value, kind and person, until it is emptied", async () => {
    await call("DELETE", "/_local/tokens");
    const first = await signInForTokens(auth0, aiko);
    const second = readTokens(await refresh(auth0, first.refresh_token));
    const { body } = await call("GET", "/_local/tokens");
    const values = (tokens: typeof second) => [
      ["access", tokens.access_token],
      ["refresh", tokens.refresh_token],
      ["id", tokens.id_token],
    ];
    expect(body.map((token: { kind: string; value: string }) => [token.kind, token.value])).toEqual([
      ...values(first),
      ...values(second),
    ]);
    for (const token of body) {
      expect(token).toMatchObject({
        sub: aiko,
        clientId: "local-site",
        issuedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      });
    }
    await call("DELETE", "/_local/tokens");
    expect((await call("GET", "/_local/tokens")).body).toEqual([]);
  });

  it("counts token requests by grant type and outcome", async () => {
    const before = (await call("GET", "/_local/requests")).body.counts.refresh_token ?? {};
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    await refresh(auth0, token);
    await refresh(auth0, "unknown");
    await changeSettings(auth0, { failToken: { status: 503, times: 1 } });
    await refresh(auth0, token);
    const { counts, requests } = (await call("GET", "/_local/requests")).body;
    expect(counts.refresh_token).toEqual({
      ok: (before.ok ?? 0) + 1,
      invalid_grant: (before.invalid_grant ?? 0) + 1,
      fault: (before.fault ?? 0) + 1,
    });
    expect(
      requests.slice(-3).map((entry: { outcome: string; status: number }) => [entry.outcome, entry.status]),
    ).toEqual([
      ["ok", 200],
      ["invalid_grant", 403],
      ["fault", 503],
    ]);
  });

  it("names the people", async () => {
    const { body } = await call("GET", "/_local/users");
    expect(body.map((user: { name: string }) => user.name)).toEqual(
      expect.arrayContaining(["Aiko Tanaka", "Ben Carter", "Chiyo Mori"]),
    );
    for (const user of body) expect(user.sub).toMatch(/^auth0\|/);
  });
});

describe("settings", () => {
  it("changes the lifetime of access tokens, with and without an audience", async () => {
    await changeSettings(auth0, { accessTokenTtlSeconds: 7 });
    const { access_token: token, expires_in: expiresIn } = await signInForTokens(auth0, aiko);
    const { exp = 0, iat = 0 } = decodeJwt(token);
    expect([exp - iat, expiresIn]).toEqual([7, 7]);
    expect((await signInForTokens(auth0, aiko, { audience: undefined })).expires_in).toBe(7);
  });

  it("fails as often as asked, in the form asked, and then works", async () => {
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    await changeSettings(auth0, { failToken: { status: 429, body: { error: "too_many_requests" }, times: 2 } });
    for (let i = 0; i < 2; i += 1) {
      expect(await refresh(auth0, token)).toEqual({ status: 429, body: { error: "too_many_requests" } });
    }
    expect((await refresh(auth0, token)).status).toBe(200);
    await changeSettings(auth0, { failToken: { status: 502, body: "<html>Bad gateway</html>", times: 1 } });
    expect(await refresh(auth0, "any")).toEqual({ status: 502, body: { text: "<html>Bad gateway</html>" } });
  });

  it("can lose an answer after the work was done, which without an overlap ends the sign-in", async () => {
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    await changeSettings(auth0, { refreshOverlapSeconds: 0, failToken: { status: 504, times: 1, when: "after" } });
    expect((await refresh(auth0, token)).status).toBe(504);
    expect((await refresh(auth0, token)).body.error).toBe("invalid_grant");
  });

  it("lets people have signed in some time ago", async () => {
    await changeSettings(auth0, { signedInSecondsAgo: 3_600 });
    const { id_token: token } = await signInForTokens(auth0, aiko, { max_age: "31536000" });
    const { iat = 0, auth_time: at } = decodeJwt(token);
    expect(Math.abs(iat - Number(at) - 3_600)).toBeLessThan(5);
  });

  it("delays the token endpoint", async () => {
    await changeSettings(auth0, { tokenDelayMs: 150 });
    const started = performance.now();
    await refresh(auth0, "unknown");
    expect(performance.now() - started).toBeGreaterThanOrEqual(145);
  });

  it("goes back to what it was started with", async () => {
    await changeSettings(auth0, { accessTokenTtlSeconds: 7, failToken: { status: 500, times: 9 } });
    expect((await call("POST", "/_local/reset-settings")).body).toMatchObject({
      accessTokenTtlSeconds: 900,
      refreshOverlapSeconds: 60,
      failToken: null,
    });
    expect((await call("GET", "/_local/settings")).body.accessTokenTtlSeconds).toBe(900);
  });

  it.each([
    [{ accessTokenTtlSeconds: 0 }, "accessTokenTtlSeconds"],
    [{ accesTokenTtl: 5 }, "accesTokenTtl"],
    [{ failToken: { status: 200, times: 1 } }, "failToken.status"],
    [[], "body"],
    [undefined, "body"],
  ])("refuses %j, changes nothing and names the problem", async (patch, name) => {
    const before = (await call("GET", "/_local/settings")).body;
    const answer = await call("PATCH", "/_local/settings", patch);
    expect(answer.status).toBe(400);
    expect(answer.body.problems.join()).toContain(name);
    expect((await call("GET", "/_local/settings")).body).toEqual(before);
  });
});

describe("ending a person's sign-ins", () => {
  it("ends sessions and refresh tokens of that person only", async () => {
    const gone = await signInForTokens(auth0, aiko);
    const kept = await signInForTokens(auth0, ben);
    const { body } = await call("POST", "/_local/revoke", { sub: aiko });
    expect(body.sessions).toBeGreaterThanOrEqual(1);
    expect(body.grants).toBeGreaterThanOrEqual(1);
    expect((await refresh(auth0, gone.refresh_token)).body.error).toBe("invalid_grant");
    const page = await gone.browser.open(authorizationRequest(auth0).url);
    expect(page.url.pathname).toMatch(/^\/u\/login\//);
    expect((await refresh(auth0, kept.refresh_token)).status).toBe(200);
  });

  it("wants to know whom", async () => {
    expect((await call("POST", "/_local/revoke", {})).status).toBe(400);
    expect((await call("POST", "/_local/revoke")).status).toBe(400);
  });
});

describe("who may use it", () => {
  /** A request as a browser with a rebound name or another page would send it; fetch allows neither header. */
  function raw(
    path: string,
    headers: Record<string, string>,
    method = "GET",
  ): Promise<{ status: number; cors: unknown }> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port: auth0.port, path, method, headers }, (response) => {
        response.resume();
        resolve({ status: response.statusCode ?? 0, cors: response.headers["access-control-allow-origin"] });
      });
      sent.on("error", reject);
      sent.end();
    });
  }

  it.each(["localhost", "127.0.0.1", "[::1]"])("answers to %s", async (name) => {
    expect((await raw("/_local/tokens", { host: `${name}:${auth0.port}` })).status).toBe(200);
  });

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "localhost@evil.example", "no host"])(
    "does not answer to the name %j, on any path",
    async (name) => {
      for (const path of ["/_local/tokens", "/.well-known/openid-configuration", "/"]) {
        expect((await raw(path, { host: name })).status).toBe(421);
      }
    },
  );

  it.each(["http://localhost:3123", "https://evil.example", "null"])("refuses pages of %s", async (origin) => {
    for (const method of ["GET", "DELETE", "OPTIONS"]) {
      const answer = await raw("/_local/tokens", { host: `localhost:${auth0.port}`, origin }, method);
      expect(answer).toEqual({ status: 403, cors: undefined });
    }
  });

  it("accepts its own pages", async () => {
    const headers = { host: `localhost:${auth0.port}`, origin: auth0.origin };
    expect(await raw("/_local/users", headers)).toEqual({ status: 200, cors: undefined });
  });

  it("lists its routes to whoever mistypes one", async () => {
    const { status, body } = await call("GET", "/_local/token");
    expect(status).toBe(404);
    expect(body.routes).toContain("GET /_local/tokens");
  });
});
