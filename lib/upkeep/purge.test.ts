import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";
import { auditEvent, rateLimit } from "../db/safety-schema";
import { authSession, message, run, runEvent, share, thread } from "../db/schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { engines, openFor, seedMessages, seedThread } from "../threads/testing";
import { expiries } from "./expired";
import { purge, purgeInTurn } from "./purge";

const config = {
  sessionIdleSeconds: 3_600,
  sessionIdKey: new Uint8Array(32),
  keep: { runEventsHours: 5, deletedDays: 4, sessionsDays: 3, auditDays: 9 },
};
const userId = "auth0|a";
const HOUR = 3_600;
const DAY = 24 * HOUR;

/** So close to a boundary, in seconds, on either side. */
const MARGIN = 30;
const inside = (period: number) => past(period - MARGIN);
const outside = (period: number) => past(period + MARGIN);
const past = (seconds: number): SQL => sql`now() - ${seconds} * interval '1 second'`;
const future = sql`now() + interval '1 day'`;

describe.each(engines)("a purge on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  openFor(engine, (opened) => {
    db = opened;
  });
  afterEach(async () => {
    if (available) for (const table of [thread, authSession, auditEvent, rateLimit]) await db.delete(table);
    vi.restoreAllMocks();
  });
  const when = it.runIf(available);

  const has = async (table: Parameters<Database["delete"]>[0], where: SQL): Promise<boolean> =>
    (
      await db
        .select({ one: sql`1` })
        .from(table as typeof thread)
        .where(where)
    ).length > 0;

  async function aRun(status: "running" | "completed", endedAt: SQL | null, threadId?: string): Promise<string> {
    const id = randomUUID();
    const of = threadId ?? (await seedThread(db, { userId }));
    const rest = { agentId: "helper", baseMessageId: "m", ownerInstance: "x", generation: 0 };
    await db.insert(run).values({ ...rest, id, threadId: of, userId, status, endedAt, startedAt: past(90 * DAY) });
    await db.insert(runEvent).values([1, 2].map((seq) => ({ runId: id, seq, events: [], createdAt: past(90 * DAY) })));
    return id;
  }

  when("takes the log of a run that ended long enough ago, and never that of a running one", async () => {
    const [kept, gone, running] = [
      await aRun("completed", inside(5 * HOUR)),
      await aRun("completed", outside(5 * HOUR)),
      await aRun("running", null),
    ];
    expect((await purge(db, config)).removed).toEqual({ "run logs": 1 });
    expect(await has(runEvent, sql`run_id = ${kept}`)).toBe(true);
    expect(await has(runEvent, sql`run_id = ${running}`)).toBe(true);
    expect(await has(runEvent, sql`run_id = ${gone}`)).toBe(false);
    expect(await has(run, sql`id = ${gone}`)).toBe(true);
  });

  when("takes deleted threads with all that is in them, unless an answer is being written", async () => {
    const make = async (deletedAt: SQL | null) => {
      const id = await seedThread(db, { userId });
      await seedMessages(db, userId, id, [{ user: "q" }]);
      await db.update(thread).set({ deletedAt }).where(sql`id = ${id}`);
      return id;
    };
    const [alive, kept, gone, busy] = [
      await make(null),
      await make(inside(4 * DAY)),
      await make(outside(4 * DAY)),
      await make(outside(4 * DAY)),
    ];
    await aRun("running", null, busy);
    expect((await purge(db, config)).removed).toEqual({ "deleted threads": 1 });
    for (const [id, there] of [
      [alive, true],
      [kept, true],
      [gone, false],
      [busy, true],
    ] as const) {
      expect(await has(thread, sql`id = ${id}`)).toBe(there);
      expect(await has(message, sql`thread_id = ${id}`)).toBe(there);
    }
  });

  when("leaves a thread that is brought back while the purge is at it", async () => {
    const id = await seedThread(db, { userId });
    await db
      .update(thread)
      .set({ deletedAt: outside(4 * DAY) })
      .where(sql`id = ${id}`);
    let purging: Promise<unknown> = Promise.resolve();
    await db.transaction(async (tx) => {
      await tx.update(thread).set({ deletedAt: null }).where(sql`id = ${id}`);
      purging = purge(db, config);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await purging;
    expect(await has(thread, sql`id = ${id}`)).toBe(true);
  });

  when("takes shares some time after they ended, and none that lives", async () => {
    const make = async (id: string, ends: Partial<Record<"revokedAt" | "expiresAt", SQL>>) => {
      const threadId = await seedThread(db, { userId });
      const createdAt = past(90 * DAY);
      await db
        .insert(share)
        .values({ id, threadId, userId, agentId: "a", title: "t", messages: [], createdAt, ...ends });
    };
    await make("lives", {});
    await make("lives, with an end", { expiresAt: future });
    await make("revoked lately", { revokedAt: inside(4 * DAY) });
    await make("revoked", { revokedAt: outside(4 * DAY) });
    await make("expired lately", { expiresAt: inside(4 * DAY) });
    await make("expired", { expiresAt: outside(4 * DAY) });
    expect((await purge(db, config)).removed).toEqual({ "ended shares": 2 });
    const left = (await db.select({ id: share.id }).from(share)).map(({ id }) => id).sort();
    expect(left).toEqual(["expired lately", "lives", "lives, with an end", "revoked lately"]);
  });

  async function aSession(sid: string, ends: Partial<Record<"revokedAt" | "absoluteExp" | "seenAt", SQL>>) {
    const session = { sid, userId, name: "n", tokens: "sealed", accessExp: new Date(), createdAt: past(90 * DAY) };
    await db.insert(authSession).values({ ...session, absoluteExp: future, ...ends });
  }

  when("takes sessions some time after they ended, by whatever end", async () => {
    await aSession("lives", {});
    await aSession("used within its idle time", { seenAt: inside(HOUR) });
    for (const [name, at] of [
      ["lately", inside],
      ["long ago", outside],
    ] as const) {
      await aSession(`revoked ${name}`, { revokedAt: at(3 * DAY) });
      await aSession(`over ${name}`, { absoluteExp: at(3 * DAY) });
      await aSession(`unused ${name}`, { seenAt: at(3 * DAY + HOUR) });
    }
    expect((await purge(db, config)).removed).toMatchObject({ "ended sessions": 3 });
    const left = (await db.select({ sid: authSession.sid }).from(authSession)).map(({ sid }) => sid).sort();
    expect(left).toEqual(["lives", "over lately", "revoked lately", "unused lately", "used within its idle time"]);
  });

  when("keeps no tokens of a session that is over", async () => {
    await aSession("lives", { seenAt: inside(HOUR) });
    await aSession("just over", { absoluteExp: inside(HOUR) });
    await aSession("over", { absoluteExp: outside(HOUR) });
    await aSession("unused", { seenAt: outside(2 * HOUR) });
    await aSession("revoked", { revokedAt: outside(HOUR) });
    await purge(db, config);
    const rows = await db.select({ sid: authSession.sid, tokens: authSession.tokens }).from(authSession);
    const tokens = Object.fromEntries(rows.map((row) => [row.sid, row.tokens]));
    expect(tokens).toEqual({ lives: "sealed", "just over": "sealed", over: "", unused: "", revoked: "" });
  });

  when("takes the trail when its time is over, and allowances that are whole again", async () => {
    const event = (at: SQL) => ({ id: randomUUID(), at, kind: "sign-in" as const, userId });
    const [kept, gone] = [event(inside(9 * DAY)), event(outside(9 * DAY))];
    await db.insert(auditEvent).values([kept, gone]);
    await db.insert(rateLimit).values([
      { key: "used", fullAt: future },
      { key: "whole", fullAt: past(MARGIN) },
    ]);
    expect((await purge(db, config)).removed).toEqual({ "audit events": 1, "whole allowances": 1 });
    expect((await db.select().from(auditEvent)).map(({ id }) => id)).toEqual([kept.id]);
    expect((await db.select().from(rateLimit)).map(({ key }) => key)).toEqual(["used"]);
  });

  when("goes on until nothing is left, in batches", async () => {
    const { batch = 0 } = expiries(config).find(({ what }) => what === "deleted threads") ?? {};
    const count = batch * 2 + 1;
    for (let made = 0; made < count; made++) await seedThread(db, { userId });
    await db.update(thread).set({ deletedAt: outside(4 * DAY) });
    expect(await purge(db, config)).toEqual({ removed: { "deleted threads": count }, done: true });
  });

  when("stops when it has had its time, and says that there is more", async () => {
    for (let made = 0; made < 45; made++) await seedThread(db, { userId });
    await db.update(thread).set({ deletedAt: outside(4 * DAY) });
    const start = Date.now();
    let calls = 0;
    vi.spyOn(Date, "now").mockImplementation(() => start + 20_000 * calls++);
    expect(await purge(db, config)).toEqual({ removed: { "deleted threads": 20 }, done: false });
  });

  when("goes on with the rest when one sort of thing fails", async () => {
    const logged = vi.spyOn(log, "warn").mockReturnValue();
    await db.insert(auditEvent).values({ id: randomUUID(), at: outside(9 * DAY), kind: "sign-in" });
    vi.spyOn(db, "execute").mockRejectedValue(new Error("no logs today"));
    expect((await purge(db, config)).removed).toEqual({ "audit events": 1 });
    expect(logged).toHaveBeenCalledWith(expect.objectContaining({ what: "run logs" }), expect.any(String));
  });

  when("is one process's turn of many, and again after ten minutes", async () => {
    const asked = await Promise.all(Array.from({ length: 30 }, () => purgeInTurn(db, config)));
    expect(asked.filter((purged) => purged !== null)).toHaveLength(1);
    await db.update(rateLimit).set({ fullAt: sql`${rateLimit.fullAt} - interval '9 minutes 50 seconds'` });
    expect(await purgeInTurn(db, config)).toBeNull();
    await db.update(rateLimit).set({ fullAt: sql`${rateLimit.fullAt} - interval '10 seconds'` });
    expect(await purgeInTurn(db, config)).not.toBeNull();
  });
});
