import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { recordAudit } from "../audit/record";
import { getConfig } from "../config";
import { authSession, thread } from "../db/schema";
import { seedThread } from "../threads/testing";
import { purge } from "../upkeep/purge";
import { a, b, engines, SLOW, siteToEraseFrom } from "./erase.testing";
import * as rows from "./erase-rows";

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
  const { site, signIn, things, askToErase, about } = siteToEraseFrom(engine, state);

  it("is finished by the next purge when it broke in the middle", async () => {
    const { cookie } = await signIn(a);
    await signIn(b);
    const [ofA, ofB] = [await things(a), await things(b)];
    const before = await about(b, ...ofB.ids);
    const broken = vi.spyOn(rows, "eraseRows").mockRejectedValueOnce(new Error("the database went away"));
    expect((await askToErase(cookie)).status).toBe(500);
    expect((await about(a, ...ofA.ids)).length).toBeGreaterThan(5);
    broken.mockRestore();
    expect((await askToErase(cookie)).status).toBe(401);
    await purge(site.db, getConfig());
    expect(await about(a, ...ofA.ids)).toEqual([]);
    expect(await about(b, ...ofB.ids)).toEqual(before);
  });

  it("leaves alone what the same person begins anew, and takes what came late from before", async () => {
    const { cookie } = await signIn(a);
    await askToErase(cookie);
    const late = await seedThread(site.db, { userId: a, title: "of a request that was let in before" });
    await recordAudit(site.db, { kind: "threads-deleted", userId: a, subject: late, address: "203.0.113.7" });
    await signIn(a);
    const again = await seedThread(site.db, { userId: a, title: "anew" });
    await recordAudit(site.db, { kind: "share-created", userId: a, subject: again, address: "203.0.113.7" });
    for (let time = 0; time < 2; time++) {
      await purge(site.db, getConfig());
      expect(await about(late)).toEqual([]);
      expect(await about(again)).toHaveLength(2);
      expect(await site.db.select().from(authSession).where(sql`user_id = ${a}`)).toHaveLength(1);
    }
    // Even when nothing is left of that sign-in: what is ten minutes younger was not asked to go.
    await site.db.delete(authSession);
    await site.db.update(thread).set({ createdAt: sql`now() + interval '11 minutes'` }).where(sql`id = ${again}`);
    await purge(site.db, getConfig());
    expect(await about(again)).not.toEqual([]);
  });
});
