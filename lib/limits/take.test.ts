import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { rateLimit } from "../db/safety-schema";
import type { Database } from "../db/types";
import { engines, openFor } from "../threads/testing";
import { take } from "./take";

describe.each(engines)("limits on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  openFor(engine, (opened) => {
    db = opened;
  });

  const rows = () => db.select().from(rateLimit).orderBy(rateLimit.key);
  /** As if so much time had passed. */
  const later = (seconds: number) =>
    db.execute(sql`update rate_limit set full_at = full_at - ${seconds} * interval '1 second'`);
  const somebody = () => ({ what: "test", subject: randomUUID() });
  const times = async (count: number, work: () => Promise<{ ok: boolean }>) => {
    const answers = await Promise.all(Array.from({ length: count }, work));
    return answers.filter(({ ok }) => ok).length;
  };

  it.runIf(available)("lets exactly 10 of 50 parallel calls pass", async () => {
    const who = somebody();
    expect(await times(50, () => take(db, { ...who, perMinute: 1, burst: 10 }))).toBe(10);
  });

  it.runIf(available)("gives back one share at a time, and never more than all", async () => {
    const allowance = { ...somebody(), perMinute: 6 };
    expect(await times(20, () => take(db, allowance))).toBe(6);
    expect(await take(db, { ...allowance, subject: randomUUID() })).toEqual({ ok: true });
    const fresh = { ...somebody(), perMinute: 6, burst: 2 };
    for (const ok of [true, true, false]) expect((await take(db, fresh)).ok).toBe(ok);
    const rested = { ...somebody(), perMinute: 6, burst: 2 };
    await take(db, rested);
    await later(3600);
    for (const ok of [true, true, false]) expect((await take(db, rested)).ok).toBe(ok);
  });

  it.runIf(available)("says how long to wait, and keeps to it", async () => {
    const allowance = { ...somebody(), perMinute: 60, burst: 1 };
    await take(db, allowance);
    expect(await take(db, allowance)).toEqual({ ok: false, which: 0, retryAfter: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_020));
    expect(await take(db, allowance)).toEqual({ ok: true });
    const slow = { ...somebody(), perMinute: 2, burst: 1 };
    await take(db, slow);
    const refused = await take(db, slow);
    expect(refused).toMatchObject({ ok: false });
    expect(refused.ok ? 0 : refused.retryAfter).toBeGreaterThan(27);
    expect(refused.ok ? 0 : refused.retryAfter).toBeLessThanOrEqual(30);
  });

  it.runIf(available)("a refused call changes nothing, and what comes after it is not counted", async () => {
    const [person, address] = [somebody(), somebody()];
    const both = () =>
      take(
        db,
        { ...person, perMinute: 1, burst: 1 },
        { what: "address", subject: address.subject, perMinute: 1, burst: 9 },
      );
    expect(await both()).toEqual({ ok: true });
    const before = await rows();
    for (let call = 0; call < 20; call++) expect(await both()).toMatchObject({ ok: false, which: 0 });
    expect(await rows()).toEqual(before);
  });

  it.runIf(available)("names the second when that one is used up", async () => {
    const address = somebody();
    const as = (person: string) =>
      take(db, { what: "person", subject: person, perMinute: 60 }, { ...address, perMinute: 2, burst: 2 });
    expect((await as("a")).ok && (await as("b")).ok).toBe(true);
    expect(await as("c")).toMatchObject({ ok: false, which: 1 });
  });

  it.runIf(available)("keeps no id and no address, and keys of one length whatever it is given", async () => {
    await db.delete(rateLimit);
    for (const subject of ["203.0.113.9", "x".repeat(10_000), "", "auth0|'; drop table run; --"])
      expect(await take(db, { what: "test", subject, perMinute: 5 })).toEqual({ ok: true });
    const keys = (await rows()).map(({ key }) => key);
    expect(new Set(keys.map((key) => key.length))).toEqual(new Set([48]));
    expect(keys.join()).not.toContain("203.0");
  });
});

it("refuses when the database does not answer: it throws, and nobody is let through", async () => {
  const down = { execute: () => Promise.reject(new Error("connect ECONNREFUSED")) } as unknown as Database;
  await expect(take(down, { what: "test", subject: "x", perMinute: 5 })).rejects.toThrow();
});
