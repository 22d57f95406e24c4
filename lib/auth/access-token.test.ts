import { describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { HOUR, tokensOfASession, userId } from "./access-token.testing";
import { invalidGrant, renewedTokens } from "./fake-auth0.testing";
import { revokeSessions } from "./sessions";
import { setTimes } from "./testing";

vi.setConfig({ testTimeout: 30_000 });

const { at, get, find, signIn, refreshes } = tokensOfASession();

describe("how much life a token needs", () => {
  it.each([
    ["an hour, and most of it left", HOUR, 3_000, "good"],
    ["an hour, and a little more than five minutes left", HOUR, 310, "good"],
    ["an hour, and less than five minutes left", HOUR, 290, "renewed"],
    ["four minutes, and more than half of it left", 240, 130, "good"],
    ["four minutes, and less than half of it left", 240, 110, "renewed"],
    ["half a minute, and nearly all of it left", 30, 28, "good"],
    ["half a minute, and less than half of it left", 30, 14, "renewed"],
    ["an hour, and it is over", HOUR, -1, "renewed"],
    ["what an earlier release did not write down, and more than a minute left", undefined, 90, "good"],
    ["what an earlier release did not write down, and less than a minute left", undefined, 50, "renewed"],
  ])("lived for %s", async (_, lifeSeconds, left, what) => {
    await signIn(left, lifeSeconds === undefined ? {} : { lifeSeconds });
    expect(await get()).toEqual({ ok: true, token: what === "good" ? "a1" : "a2" });
    expect(at.auth0.calls).toHaveLength(what === "good" ? 0 : 1);
  });
});

describe("getAccessToken", () => {
  it("stores what came, and uses it from then on", async () => {
    await signIn(-1);
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(refreshes()).toEqual(["r1"]);
    expect((await find())?.refreshLeaseUntil).toBeNull();
    expect((await find())?.accessLifeMs).toBeGreaterThan(3_500_000);
  });

  it("renews once for many at the same time, whether they have to wait for it or not", async () => {
    for (const left of [-1, 100]) {
      await signIn(left);
      at.auth0.calls.length = 0;
      const all = await Promise.all(Array.from({ length: 30 }, () => get()));
      expect(new Set(all.map((token) => token.ok && token.token))).toEqual(new Set(["a2"]));
      expect(at.auth0.calls).toHaveLength(1);
    }
  });

  it("renews a token that AgentCore refused, whatever the clock says, once for all who were refused", async () => {
    await signIn(HOUR);
    const all = await Promise.all(Array.from({ length: 10 }, () => get("a1")));
    expect(new Set(all.map((token) => token.ok && token.token))).toEqual(new Set(["a2"]));
    expect(await get("a1")).toEqual({ ok: true, token: "a2" });
    expect(at.auth0.calls).toHaveLength(1);
  });

  it("does not give a refused token out again because Auth0 is down", async () => {
    await signIn(HOUR);
    at.auth0.answer = () => ({ status: 503, body: "x" });
    expect(await get("a1")).toEqual({ ok: false, reason: "unavailable" });
    expect(await get()).toEqual({ ok: true, token: "a1" });
  });

  it("keeps the old refresh token when Auth0 does not rotate", async () => {
    await signIn(-1);
    at.auth0.answer = () => ({ status: 200, body: { access_token: "a2", expires_in: 1 } });
    await get();
    await setTimes(at.db, { sid: at.sid }, { accessExp: -1 });
    await get();
    expect(refreshes()).toEqual(["r1", "r1"]);
  });

  it("counts the life of a token from when it was asked for, however late the answer comes", async () => {
    await signIn(-1);
    at.auth0.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      return renewedTokens(2, 100);
    };
    await get();
    expect((await find())?.accessLifeMs).toBeLessThan(99_000);
  });

  it("ends the sign-in when Auth0 refuses the refresh token for good, and says so in the trail", async () => {
    await signIn(-1);
    at.auth0.answer = () => invalidGrant;
    const id = (await find())?.id;
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(await find()).toBeNull();
    const trail = await at.db.select().from(auditEvent);
    expect(trail.filter(({ subject }) => subject === id)).toMatchObject([
      { kind: "session-expired", userId, detail: { reason: "invalid-grant" } },
    ]);
  });

  it.each(["mfa_required", "login_required", "consent_required", "interaction_required"])(
    "ends the session, too, when Auth0 wants the person themselves: %s",
    async (error) => {
      await signIn(-1);
      at.auth0.answer = () => ({ status: 403, body: { error } });
      expect(await get()).toEqual({ ok: false, reason: "expired" });
      expect(await find()).toBeNull();
    },
  );

  it("asks to sign in again when there is no session, or no refresh token and no life left", async () => {
    await signIn(-1, { refreshToken: null });
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    await signIn(30, { refreshToken: null });
    expect(await get()).toEqual({ ok: true, token: "a1" });
    at.sid = "unknown";
    expect(await get()).toEqual({ ok: false, reason: "expired" });
  });
});

describe("the end of a session during a renewal", () => {
  it("gives nothing out, and leaves nothing behind at Auth0", async () => {
    await signIn(-1);
    at.auth0.answer = async () => {
      await revokeSessions(at.db, { userId, idleSeconds: 600 }, { sid: at.sid });
      return renewedTokens(2);
    };
    expect(await get()).toEqual({ ok: false, reason: "expired" });
    expect(at.auth0.calls.at(-1)?.get("token")).toBe("r2");
  });
});
