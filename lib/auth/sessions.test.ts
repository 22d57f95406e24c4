import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { embeddedTestDatabase, hasPostgres, postgresTestDatabase, type TestDatabase } from "../db/testing";
import { endedSessions, findLiveSession, listSessions, revokeSessions, touchSession } from "./sessions";
import { seedSession, setTimes } from "./testing";

vi.setConfig({ testTimeout: 30_000 });

const userId = "auth0|a";
const idleSeconds = 600;
const engines = [
  { engine: "embedded", open: embeddedTestDatabase, available: true },
  { engine: "postgres", open: postgresTestDatabase, available: await hasPostgres() },
];

describe.each(engines)("sessions on $engine", ({ open, available }) => {
  let database: TestDatabase;
  let count = 0;
  const find = (sid: string, by = userId) => findLiveSession(database.db, { sid, userId: by, idleSeconds });
  const seed = async (of = userId) => {
    const sid = `s${++count}`;
    return { sid, id: await seedSession(database.db, { sid, userId: of }) };
  };
  beforeAll(async () => {
    if (available) database = await open();
  }, 60_000);
  afterAll(async () => {
    if (available) await database.drop();
  });

  it.runIf(available)("finds a live session for its own person only", async () => {
    const { sid } = await seed();
    expect(await find(sid)).toMatchObject({ sid, version: 1 });
    expect(await find(sid, "auth0|b")).toBeNull();
    expect(await find("nope")).toBeNull();
  });

  it.runIf(available)("tells what is left by the database's clock", async () => {
    const { sid } = await seed();
    await setTimes(database.db, { sid }, { seenAt: -100, accessExp: 30 });
    const found = await find(sid);
    expect(found?.unseenMs).toBeGreaterThanOrEqual(100_000);
    expect(found?.unseenMs).toBeLessThan(110_000);
    expect(found?.accessLifeMs).toBeGreaterThan(20_000);
    expect(found?.accessLifeMs).toBeLessThanOrEqual(30_000);
    // It was used 100 s ago and ends after 600 s without use.
    expect((found?.endsAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(480_000);
    expect((found?.endsAt.getTime() ?? 0) - Date.now()).toBeLessThan(510_000);
    await setTimes(database.db, { sid }, { absoluteExp: 20 });
    expect(((await find(sid))?.endsAt.getTime() ?? 0) - Date.now()).toBeLessThan(21_000);
  });

  it.runIf(available)("is over at the end of its absolute lifetime, however much it is used", async () => {
    const { sid } = await seed();
    await setTimes(database.db, { sid }, { absoluteExp: 2 });
    expect(await find(sid)).not.toBeNull();
    await setTimes(database.db, { sid }, { absoluteExp: 0 });
    expect(await find(sid)).toBeNull();
  });

  it.runIf(available)(
    "is over when nobody has used it for its idle lifetime, and use does not bring it back",
    async () => {
      const { sid } = await seed();
      await setTimes(database.db, { sid }, { seenAt: -598 });
      expect(await find(sid)).not.toBeNull();
      await touchSession(database.db, { sid, userId, afterSeconds: 60 });
      expect((await find(sid))?.unseenMs).toBeLessThan(5_000);
      await setTimes(database.db, { sid }, { seenAt: -600 });
      expect(await find(sid)).toBeNull();
    },
  );

  it.runIf(available)("writes its use down once in a while only, and nobody else's", async () => {
    const { sid } = await seed();
    await setTimes(database.db, { sid }, { seenAt: -59 });
    await touchSession(database.db, { sid, userId, afterSeconds: 60 });
    expect((await find(sid))?.unseenMs).toBeGreaterThan(58_000);
    await setTimes(database.db, { sid }, { seenAt: -61 });
    await touchSession(database.db, { sid, userId: "auth0|b", afterSeconds: 60 });
    expect((await find(sid))?.unseenMs).toBeGreaterThan(60_000);
  });

  it.runIf(available)("ends at once when revoked, keeps no tokens, and ends once", async () => {
    const { sid, id } = await seed();
    const end = (by: string) => revokeSessions(database.db, { userId: by, idleSeconds }, { sid });
    expect(await end("auth0|b")).toEqual([]);
    const [ended, ...more] = (await Promise.all([end(userId), end(userId), end(userId)])).flat();
    expect(more).toEqual([]);
    expect(ended).toMatchObject({ sid, id, userId });
    // The tokens that it had come out, so that they can be ended at Auth0 too.
    expect(ended?.tokens).not.toBe("");
    expect(await find(sid)).toBeNull();
    expect(await end(userId)).toEqual([]);
  });

  it.runIf(available)("ends one by the id of the list, all but one, or all; never anybody else's", async () => {
    const me = "auth0|many";
    const [one, two, three] = [await seed(me), await seed(me), await seed(me)];
    const theirs = await seed("auth0|b");
    const end = (which: Parameters<typeof revokeSessions>[2]) =>
      revokeSessions(database.db, { userId: me, idleSeconds }, which);
    expect(await end({ id: theirs.id })).toEqual([]);
    expect(await end({ id: one.id })).toMatchObject([{ sid: one.sid }]);
    expect(await end({ not: two.sid })).toMatchObject([{ sid: three.sid }]);
    expect((await listSessions(database.db, { userId: me, idleSeconds })).map(({ sid }) => sid)).toEqual([two.sid]);
    expect(await end("all")).toHaveLength(1);
    expect(await find(theirs.sid, "auth0|b")).not.toBeNull();
  });

  it.runIf(available)("says which of many are over, in one question", async () => {
    const [a, b, c, d] = [await seed(), await seed(), await seed(), await seed()];
    await revokeSessions(database.db, { userId, idleSeconds }, { sid: a.sid });
    await setTimes(database.db, { sid: b.sid }, { seenAt: -600 });
    await setTimes(database.db, { sid: c.sid }, { absoluteExp: 0 });
    const keys = [a, b, c, d, { sid: "never" }].map(({ sid }) => ({ sid, userId }));
    const wrong = { sid: d.sid, userId: "auth0|b" };
    const over = await endedSessions(database.db, [...keys, wrong], { idleSeconds });
    expect(over.map(({ sid, userId: of }) => `${sid} ${of}`)).toEqual(
      [a.sid, b.sid, c.sid, "never"].map((sid) => `${sid} ${userId}`).concat(`${d.sid} auth0|b`),
    );
  });
});
