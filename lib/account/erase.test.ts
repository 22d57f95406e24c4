import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { POST as erase } from "../../app/api/account/erase/route";
import { GET as listThreads } from "../../app/api/threads/route";
import { pseudonymOf } from "../audit/pseudonym";
import { sessionCookieName } from "../auth/cookies";
import { getConfig } from "../config";
import { auditEvent } from "../db/safety-schema";
import { authSession } from "../db/schema";
import { SITE } from "../runs/testing/site";
import { readShare } from "../threads/share";
import { seedThread } from "../threads/testing";
import { a, b, engines, params, request, SLOW, siteToEraseFrom } from "./erase.testing";

const state = vi.hoisted(() => ({ cookie: "", set: [] as unknown[][], after: [] as Promise<unknown>[] }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (name.includes("session-token") && state.cookie ? { value: state.cookie } : undefined),
    set: (...given: unknown[]) => void state.set.push(given),
    getAll: () => [],
  }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  after: (work: unknown) => void (work instanceof Promise && state.after.push(work)),
}));

describe.each(engines)("erasing an account on %s", { timeout: SLOW }, (engine) => {
  const { site, revoked, auth0, signIn, things, askToErase, dump, about } = siteToEraseFrom(engine, state);

  it("leaves nothing of the person, and everything of others", async () => {
    const [mine, theirs] = [await signIn(a), await signIn(b)];
    const [ofA, ofB] = [await things(a), await things(b)];
    const before = await about(b, ...ofB.ids);
    expect(before.length).toBeGreaterThan(8);

    const answer = await askToErase(mine.cookie);
    expect(answer.status).toBe(200);
    const { url } = (await answer.json()) as { url: string };
    expect(new URL(url).pathname).toBe("/v2/logout");

    expect(await about(a, ...ofA.ids, mine.sid)).toEqual([]);
    expect(await readShare(site.db, { shareId: ofA.shareId })).toBeNull();
    expect(await about(b, ...ofB.ids)).toEqual(before);
    state.cookie = theirs.cookie;
    expect((await listThreads(request("/api/threads"), params)).status).toBe(200);
    await Promise.all(state.after);
    expect(revoked).toEqual([`refresh-${mine.sid}`]);
  });

  it("ends every session of the person: the other tab and the phone get 401", async () => {
    const [mine, phone] = [await signIn(a), await signIn(a)];
    const answer = await askToErase(mine.cookie);
    expect(answer.headers.get("clear-site-data")).toBe('"cache", "storage"');
    expect(state.set).toEqual([[sessionCookieName(), "", expect.objectContaining({ maxAge: 0, path: "/" })]]);
    for (const { cookie } of [mine, phone]) {
      state.cookie = cookie;
      expect((await listThreads(request("/api/threads"), params)).status).toBe(401);
      expect((await askToErase(cookie)).status).toBe(401);
    }
    await Promise.all(state.after);
    expect(revoked.sort()).toEqual([mine, phone].map(({ sid }) => `refresh-${sid}`).sort());
  });

  it("keeps the trail, without who and from where", async () => {
    const { cookie } = await signIn(a);
    await things(a);
    await askToErase(cookie);
    const events = await site.db.select().from(auditEvent).orderBy(auditEvent.at);
    const pseudonym = pseudonymOf(a, getConfig().sessionIdKey);
    expect(pseudonym).toMatch(/^erased:[0-9a-f]{32}$/);
    expect(events.map(({ kind }) => kind).sort()).toEqual(["account-erased", "share-created", "sign-out"]);
    for (const event of events) expect(event).toMatchObject({ userId: pseudonym, address: null, subject: null });
  });

  it("is not held up by an Auth0 that is down", async () => {
    auth0.isUp = false;
    const { cookie } = await signIn(a);
    expect((await askToErase(cookie)).status).toBe(200);
    expect(await about(a)).toEqual([]);
  });

  it("revokes what a session left that had ended by itself", async () => {
    const [mine, old] = [await signIn(a), await signIn(a)];
    await site.db.update(authSession).set({ absoluteExp: sql`now()` }).where(sql`sid = ${old.sid}`);
    await askToErase(mine.cookie);
    await Promise.all(state.after);
    expect(revoked).toContain(`refresh-${old.sid}`);
  });

  it("destroys nothing unless it is written down that it was asked for", async () => {
    const { cookie } = await signIn(a);
    const { ids } = await things(a);
    const insert = vi.spyOn(site.db, "insert").mockImplementation(() => {
      throw new Error("the disk is full");
    });
    expect((await askToErase(cookie)).status).toBe(500);
    insert.mockRestore();
    state.cookie = cookie;
    expect((await listThreads(request("/api/threads"), params)).status).toBe(200);
    expect((await about(...ids)).length).toBeGreaterThan(5);
    expect((await askToErase(cookie)).status).toBe(200);
  });

  it.each([{}, { erase: "threads" }, { erase: true }, { erase: "everything", userId: b }, "everything", []])(
    "does nothing for %j",
    async (body) => {
      const { cookie } = await signIn(a);
      const before = await dump();
      state.cookie = cookie;
      expect((await erase(request("/api/account/erase", body), params)).status).toBe(400);
      expect(await dump()).toEqual(before);
    },
  );

  it.each([
    ["that is older than the last proof may be", 15 * 60 + 1],
    ["of which nobody knows when its person signed in at Auth0", null],
  ])("does nothing for a cookie, stolen or left behind, of a session %s", async (_name, secondsAgo) => {
    const { cookie } = await signIn(a, secondsAgo);
    await things(a);
    // Used just now, and begun anew elsewhere: neither is a proof for this one.
    await signIn(a);
    const before = await dump();
    const answer = await askToErase(cookie);
    expect([answer.status, await answer.json()]).toMatchObject([403, { code: "SIGN_IN_AGAIN" }]);
    expect(await dump()).toEqual(before);
    expect(state.set).toEqual([]);
  });

  it("does nothing for another site's page", async () => {
    const { cookie } = await signIn(a);
    await things(a);
    state.cookie = cookie;
    // The trail has the attempts.
    const kept = async () => (await dump()).filter((row) => !row.startsWith("audit_event"));
    const before = await kept();
    const body = JSON.stringify({ erase: "everything" });
    const forgers: [string, string][] = [
      ["origin", "https://evil.example"],
      ["origin", "null"],
      ["sec-fetch-site", "cross-site"],
    ];
    for (const forger of forgers) {
      const headers = new Headers([["content-type", "application/json"], forger]);
      const forged = new Request(`${SITE}/api/account/erase`, { method: "POST", body, headers });
      expect((await erase(forged, params)).status).toBe(403);
    }
    expect(await kept()).toEqual(before);
  });

  it("takes more threads than go at once", async () => {
    const { cookie } = await signIn(a);
    for (let made = 0; made < 45; made++) await seedThread(site.db, { userId: a });
    await askToErase(cookie);
    expect(await about(a)).toEqual([]);
  });
});
