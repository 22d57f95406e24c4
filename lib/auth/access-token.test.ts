import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { embeddedTestDatabase, type TestDatabase } from "../db/testing";
import { getAccessToken } from "./access-token";
import { findLiveSession, insertSession, replaceTokens, revokeSession } from "./sessions";
import { sealTokens } from "./vault";

const KEY = new Uint8Array(32).fill(9);
let database: TestDatabase;
let server: Server;
let issuer = "";
let calls: URLSearchParams[] = [];
let answer: (form: URLSearchParams) => { status: number; body: unknown } | Promise<{ status: number; body: unknown }>;
let sid = "";
let count = 0;

beforeAll(async () => {
  database = await embeddedTestDatabase();
  server = createServer((request, response) => {
    if (request.url?.endsWith("openid-configuration")) {
      response.end(JSON.stringify({ issuer, token_endpoint: `${issuer}oauth/token` }));
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", async () => {
      const form = new URLSearchParams(body);
      calls.push(form);
      const { status, body: sent } = await answer(form);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(sent));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database.drop();
});

const config = () => ({
  auth0: { issuer, clientId: "c", clientSecret: "s", audience: "a", organization: null },
  tokenKeys: [KEY],
});
const get = (rejected?: string) =>
  getAccessToken({ db: database.db, config: config(), sid, userId: "u", ...(rejected ? { rejected } : {}) });
async function signIn(lifeMs: number, refreshToken: string | null = "r1") {
  sid = `s${++count}`;
  const tokens = await sealTokens({ accessToken: "a1", refreshToken, idpSid: null }, sid, [KEY]);
  await insertSession(database.db, {
    sid,
    userId: "u",
    name: "U",
    email: null,
    tokens,
    accessExp: new Date(Date.now() + lifeMs),
    absoluteExp: new Date(Date.now() + 3_600_000),
  });
}
async function somebodyElseRenews() {
  const tokens = await sealTokens({ accessToken: "theirs", refreshToken: "r9", idpSid: null }, sid, [KEY]);
  const accessExp = new Date(Date.now() + 600_000);
  await replaceTokens(database.db, { sid, userId: "u", version: 1, tokens, accessExp });
}
const renewed = {
  status: 200,
  body: { access_token: "a2", refresh_token: "r2", expires_in: 600, token_type: "Bearer" },
};

beforeEach(() => {
  calls = [];
  answer = () => renewed;
});

describe("getAccessToken", () => {
  it("gives a token with enough life as it is", async () => {
    await signIn(600_000);
    expect(await get()).toEqual({ ok: true, token: "a1" });
    expect(calls).toHaveLength(0);
  });

  it("renews one whose life is nearly over, and stores what came", async () => {
    await signIn(30_000);
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(calls[0]?.get("refresh_token")).toBe("r1");
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(calls).toHaveLength(1);
    await signIn(-1);
    expect(await get()).toEqual({ ok: true, token: "a2" });
  });

  it("renews once for many at the same time", async () => {
    await signIn(-1);
    const all = await Promise.all(Array.from({ length: 20 }, () => get()));
    expect(new Set(all.map((token) => token.ok && token.token))).toEqual(new Set(["a2"]));
    expect(calls).toHaveLength(1);
  });

  it("renews a token that AgentCore refused, whatever the clock says", async () => {
    await signIn(600_000);
    expect(await get("a1")).toEqual({ ok: true, token: "a2" });
    expect(calls).toHaveLength(1);
  });

  it("keeps the old refresh token when Auth0 does not rotate", async () => {
    await signIn(-1);
    answer = () => ({ status: 200, body: { access_token: "a2", expires_in: 1 } });
    await get();
    await get();
    expect(calls.map((form) => form.get("refresh_token"))).toEqual(["r1", "r1"]);
  });

  it("ends the sign-in when Auth0 refuses the refresh token for good", async () => {
    await signIn(-1);
    answer = () => ({ status: 403, body: { error: "invalid_grant" } });
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(await findLiveSession(database.db, { sid, userId: "u", now: new Date() })).toBeNull();
  });

  it("signs nobody out when somebody else rotated first", async () => {
    await signIn(-1);
    answer = async () => {
      await somebodyElseRenews();
      return { status: 403, body: { error: "invalid_grant" } };
    };
    expect(await get()).toEqual({ ok: true, token: "theirs" });
  });

  it("gives nothing out, and leaves nothing behind, when the person signs out during a renewal", async () => {
    await signIn(-1);
    answer = async (form) => {
      if (form.has("token")) return { status: 200, body: {} };
      await revokeSession(database.db, { sid, userId: "u", now: new Date() });
      return renewed;
    };
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(calls.at(-1)?.get("token")).toBe("r2");
  });

  it("uses the tokens of who was first when two renew at once", async () => {
    await signIn(-1);
    answer = async () => {
      await somebodyElseRenews();
      return renewed;
    };
    expect(await get()).toEqual({ ok: true, token: "theirs" });
    expect(calls).toHaveLength(1);
  });

  it.each([
    ["is down", () => ({ status: 503, body: "x" })],
    ["answers nonsense", () => ({ status: 200, body: { access_token: 5 } })],
    ["limits us", () => ({ status: 429, body: { error: "too_many_requests" } })],
  ])("uses a token that still lives when Auth0 %s, and signs nobody out when it does not", async (_, faulty) => {
    answer = faulty;
    await signIn(30_000);
    expect(await get()).toEqual({ ok: true, token: "a1" });
    await signIn(-1);
    expect(await get()).toEqual({ ok: false, reason: "unavailable" });
    expect(await findLiveSession(database.db, { sid, userId: "u", now: new Date() })).not.toBeNull();
  });

  it("asks to sign in again when there is no refresh token, no session, or no key that opens it", async () => {
    await signIn(-1, null);
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    sid = "unknown";
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    await signIn(600_000);
    const other = { ...config(), tokenKeys: [new Uint8Array(32).fill(8)] };
    expect(await getAccessToken({ db: database.db, config: other, sid, userId: "u" })).toEqual({
      ok: false,
      reason: "expired",
    });
  });
});
