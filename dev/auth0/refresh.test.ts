import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { LOCAL } from "../../lib/local-defaults";
import { type LocalAuth0, startLocalAuth0 } from "./server";
import {
  aiko,
  ben,
  changeSettings,
  postForm,
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
  auth0 = await startLocalAuth0({ port: 0, dataDir: directory.path, siteOrigins: [siteOrigin] });
});
afterEach(async () => {
  vi.useRealTimers();
  await fetch(`${auth0.origin}/_local/reset-settings`, { method: "POST" });
});
afterAll(async () => {
  await auth0.close();
  await directory.remove();
});

/** Auth0's answer to a refresh token it does not (or no longer) know. */
const refused = {
  status: 403,
  body: { error: "invalid_grant", error_description: "Unknown or invalid refresh token." },
};

describe("rotation", () => {
  it("gives a new token of each kind and keeps audience, scope and session", async () => {
    const first = await signInForTokens(auth0, aiko);
    const second = readTokens(await refresh(auth0, first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const [before, after] = [decodeJwt(first.access_token), decodeJwt(second.access_token)];
    expect(after).toMatchObject({ aud: before.aud, scope: before.scope, sub: aiko, client_id: LOCAL.clientId });
    expect(after.jti).not.toBe(before.jti);
    expect(decodeJwt(second.id_token).sid).toBe(decodeJwt(first.id_token).sid);
    expect((await refresh(auth0, second.refresh_token)).status).toBe(200);
  });

  it("takes the previous token again within the overlap, and its answer is as good as the first", async () => {
    const { refresh_token: old } = await signInForTokens(auth0, aiko);
    const one = readTokens(await refresh(auth0, old));
    const two = readTokens(await refresh(auth0, old));
    expect(two.refresh_token).not.toBe(one.refresh_token);
    expect((await refresh(auth0, two.refresh_token)).status).toBe(200);
  });

  it("ends the family when a token older than the previous one comes back, within the overlap or not", async () => {
    const { refresh_token: oldest } = await signInForTokens(auth0, aiko);
    const { refresh_token: previous } = readTokens(await refresh(auth0, oldest));
    const { refresh_token: current } = readTokens(await refresh(auth0, previous));
    expect(await refresh(auth0, oldest)).toEqual(refused);
    expect(await refresh(auth0, current)).toEqual(refused);
  });

  it("ends the family when a token comes back after the overlap", async () => {
    const { refresh_token: old } = await signInForTokens(auth0, aiko);
    const { refresh_token: current } = readTokens(await refresh(auth0, old));
    await changeSettings(auth0, { refreshOverlapSeconds: 0 });
    expect(await refresh(auth0, old)).toEqual(refused);
    expect(await refresh(auth0, current)).toEqual(refused);
  });

  it("lets one of ten simultaneous exchanges through without an overlap, and then nothing more", async () => {
    await changeSettings(auth0, { refreshOverlapSeconds: 0 });
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(auth0, token)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    for (const answer of won) expect(await refresh(auth0, readTokens(answer).refresh_token)).toEqual(refused);
  });

  it("lets ten simultaneous exchanges through with an overlap, each with a token that works", async () => {
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(auth0, token)));
    const issued = new Set(answers.map((answer) => readTokens(answer).refresh_token));
    expect(issued.size).toBe(10);
    for (const next of issued) expect((await refresh(auth0, next)).status).toBe(200);
  });

  it("leaves the person's other sign-ins alone when it ends a family", async () => {
    const one = await signInForTokens(auth0, aiko);
    const other = await signInForTokens(auth0, aiko, {}, one.browser);
    await refresh(auth0, one.refresh_token);
    await changeSettings(auth0, { refreshOverlapSeconds: 0 });
    expect(await refresh(auth0, one.refresh_token)).toEqual(refused);
    expect((await refresh(auth0, other.refresh_token)).status).toBe(200);
  });

  it("refuses a token of another client", async () => {
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    const fields = { grant_type: "refresh_token", refresh_token: token, client_id: LOCAL.deviceClientId };
    expect((await postForm(`${auth0.origin}/oauth/token`, fields)).body.error).toBe("invalid_grant");
    expect((await refresh(auth0, token)).status).toBe(200);
  });
});

describe("lifetimes", () => {
  const later = (seconds: number) => {
    const target = Date.now() + seconds * 1000;
    vi.useFakeTimers({ toFake: ["Date"], now: target });
  };

  it("ends a token that nobody used for the idle lifetime", async () => {
    await changeSettings(auth0, { refreshIdleSeconds: 100, refreshAbsoluteSeconds: 1000 });
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    later(99);
    const { refresh_token: next } = readTokens(await refresh(auth0, token));
    later(99);
    expect((await refresh(auth0, next)).status).toBe(200);
    later(201);
    expect(await refresh(auth0, next)).toEqual(refused);
  });

  it("ends a family at the absolute lifetime, however busy it was", async () => {
    await changeSettings(auth0, { refreshIdleSeconds: 100, refreshAbsoluteSeconds: 250 });
    let { refresh_token: token } = await signInForTokens(auth0, aiko);
    for (let i = 0; i < 3; i += 1) {
      later(80);
      token = readTokens(await refresh(auth0, token)).refresh_token;
    }
    later(20);
    expect(await refresh(auth0, token)).toEqual(refused);
  });
});

describe("/oauth/revoke", () => {
  const revoke = (token: string) =>
    postForm(`${auth0.origin}/oauth/revoke`, {
      token,
      client_id: LOCAL.clientId,
      client_secret: LOCAL.clientSecret,
    });

  it("ends the sign-in the refresh token belongs to", async () => {
    const { refresh_token: old } = await signInForTokens(auth0, aiko);
    const { refresh_token: current } = readTokens(await refresh(auth0, old));
    expect((await revoke(old)).status).toBe(200);
    expect(await refresh(auth0, current)).toEqual(refused);
  });

  it("says nothing about tokens it does not know", async () => {
    expect((await revoke("unknown")).status).toBe(200);
  });

  it("wants the client's secret", async () => {
    const { refresh_token: token } = await signInForTokens(auth0, aiko);
    const fields = { token, client_id: LOCAL.clientId, client_secret: "wrong" };
    expect((await postForm(`${auth0.origin}/oauth/revoke`, fields)).status).toBe(401);
    expect((await refresh(auth0, token)).status).toBe(200);
  });
});

describe("a restart", () => {
  it("keeps keys, refresh tokens and the browser's session, and what was spent stays spent", async () => {
    const own = await temporaryDirectory();
    const options = { dataDir: own.path, siteOrigins: [siteOrigin] };
    const before = await startLocalAuth0({ ...options, port: 0 });
    const spent = await signInForTokens(before, ben);
    await refresh(before, spent.refresh_token);
    const tokens = await signInForTokens(before, aiko);
    await before.close();

    const after = await startLocalAuth0({ ...options, port: before.port, refreshOverlapSeconds: 0 });
    try {
      const jwks = await (await fetch(`${after.origin}/.well-known/jwks.json`)).json();
      const verified = await jwtVerify(tokens.access_token, createLocalJWKSet(jwks), {
        issuer: after.issuer,
        audience: LOCAL.audience,
      });
      expect(verified.payload.sub).toBe(aiko);
      const renewed = readTokens(await refresh(after, tokens.refresh_token));
      expect(decodeJwt(renewed.id_token).sid).toBe(decodeJwt(tokens.id_token).sid);
      expect(await refresh(after, spent.refresh_token)).toEqual(refused);
      const again = await signInForTokens(after, ben, {}, tokens.browser);
      expect(decodeJwt(again.id_token).sub).toBe(aiko);
    } finally {
      await after.close();
      await own.remove();
    }
  });
});
