import { describe, expect, it, vi } from "vitest";
import { tokensOfASession, userId } from "./access-token.testing";
import { renewedTokens } from "./fake-auth0.testing";
import { claimLease } from "./token-row";

vi.setConfig({ testTimeout: 30_000 });

const { at, get, find, signIn, refreshes } = tokensOfASession();
const hang = () => new Promise<never>(() => undefined);

describe("an Auth0 that fails", () => {
  it.each([
    ["is down", () => ({ status: 503, body: "x" })],
    ["answers nonsense", () => ({ status: 200, body: { access_token: 5 } })],
    ["limits us", () => ({ status: 429, body: { error: "too_many_requests" } })],
    ["does not know our secret", () => ({ status: 401, body: { error: "access_denied" } })],
    ["hangs up", () => ({ status: 0, body: null })],
  ])("and %s: a token that lives is used, and nobody is signed out without one", async (_, faulty) => {
    at.auth0.answer = faulty;
    for (const left of [200, 30]) {
      await signIn(left);
      expect(await get()).toEqual({ ok: true, token: "a1" });
    }
    await signIn(-1);
    expect(await get()).toEqual({ ok: false, reason: "unavailable" });
    expect(await find()).not.toBeNull();
    at.auth0.answer = () => renewedTokens(2);
    expect(await get()).toEqual({ ok: true, token: "a2" });
  });

  it("is asked again when its answer was lost, with the token that it has rotated already", async () => {
    await signIn(-1);
    at.auth0.answer = () => (at.auth0.calls.length === 1 ? { status: 0, body: null } : renewedTokens(3));
    expect(await get()).toEqual({ ok: true, token: "a3" });
    expect(refreshes()).toEqual(["r1", "r1"]);
  });

  it("is left alone for a while when the old token still does", async () => {
    await signIn(200);
    at.auth0.answer = () => ({ status: 503, body: "x" });
    await get();
    const asked = at.auth0.calls.length;
    const began = Date.now();
    for (let i = 0; i < 5; i++) expect(await get()).toEqual({ ok: true, token: "a1" });
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(at.auth0.calls.length).toBe(asked);
  });

  it("and is slow holds nobody up for more than two seconds while the old token does, and its answer is not lost", async () => {
    await signIn(200);
    let give: (sent: ReturnType<typeof renewedTokens>) => void = () => undefined;
    at.auth0.answer = () => new Promise((resolve) => (give = resolve));
    const held: Promise<unknown>[] = [];
    const began = Date.now();
    const all = await Promise.all([1, 2, 3].map(() => get(undefined, (work) => held.push(work))));
    expect(all).toEqual(Array(3).fill({ ok: true, token: "a1" }));
    expect(Date.now() - began).toBeGreaterThan(1_900);
    expect(Date.now() - began).toBeLessThan(3_500);
    give(renewedTokens(2));
    expect(held.length).toBeGreaterThan(0);
    await Promise.all(held);
    expect(await get()).toEqual({ ok: true, token: "a2" });
    expect(at.auth0.calls).toHaveLength(1);
  });

  it("holds up only those who have nothing else: they do not join one who would rather use the old token", async () => {
    await signIn(200);
    let give: (sent: ReturnType<typeof renewedTokens>) => void = () => undefined;
    at.auth0.answer = () => new Promise((resolve) => (give = resolve));
    const began = Date.now();
    const ahead = get();
    const refused = get("a1");
    await vi.waitFor(() => expect(at.auth0.calls).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    // Who has an old token waits for two seconds: a machine that was stuck for so long has them go on with that one.
    const isInTime = Date.now() - began < 1_500;
    give(renewedTokens(2));
    expect(await ahead).toEqual({ ok: true, token: isInTime ? "a2" : expect.stringMatching(/^a[12]$/) });
    expect(await refused).toEqual({ ok: true, token: "a2" });
    expect(at.auth0.calls).toHaveLength(1);
  });

  it("does not keep anybody waiting for another process while the old token does", async () => {
    await signIn(200);
    await claimLease(at.db, { sid: at.sid, userId, version: 1 }, 15_000);
    at.auth0.answer = hang;
    const began = Date.now();
    expect(await get()).toEqual({ ok: true, token: "a1" });
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(at.auth0.calls).toEqual([]);
  });
});
