import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { secondsAgo } from "../db/clock";
import { thread } from "../db/schema";
import type { Database } from "../db/types";
import { listCursor, listThreads } from "./list";
import { engines, openFor, STALE_MS, seedRun, seedThread } from "./testing";

describe.each(engines)("the list of threads on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  let a: string;
  openFor(engine, (opened) => {
    db = opened;
  });
  beforeEach(() => {
    a = `auth0|${randomUUID()}`;
  });

  const page = async (cursor: string | null = null, limit = 30, archived = false) =>
    await listThreads(db, {
      userId: a,
      archived,
      limit,
      after: cursor === null ? undefined : listCursor.parse(cursor),
      staleMs: STALE_MS,
    });
  const everything = async (limit: number, between: (pageNumber: number) => Promise<void> = async () => {}) => {
    const titles: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const read = await page(cursor, limit);
      titles.push(...read.threads.map((row) => row.title));
      cursor = read.nextCursor;
      pages += 1;
      if (cursor) await between(pages);
    } while (cursor && pages < 50);
    return titles;
  };

  it.runIf(available)("has the person's own, newest first, without the archived and the deleted", async () => {
    await seedThread(db, { userId: a, title: "old", active: 30 });
    await seedThread(db, { userId: a, title: "new", active: 10 });
    await seedThread(db, { userId: a, title: "archived", active: 5, archivedAt: new Date() });
    await seedThread(db, { userId: a, title: "deleted", deletedAt: new Date() });
    await seedThread(db, { userId: a, title: "deleted and archived", deletedAt: new Date(), archivedAt: new Date() });
    await seedThread(db, { userId: `${a}b`, title: "not mine" });
    expect((await page()).threads.map((row) => row.title)).toEqual(["new", "old"]);
    expect((await page(null, 30, true)).threads.map((row) => row.title)).toEqual(["archived"]);
  });

  it.runIf(available)("has the pinned ones first, also over a page's end", async () => {
    for (const [title, active] of [
      ["a", 50],
      ["b", 40],
      ["c", 30],
    ] as const)
      await seedThread(db, { userId: a, title: `pinned ${title}`, active, pinnedAt: new Date() });
    for (const [title, active] of [
      ["x", 20],
      ["y", 10],
    ] as const)
      await seedThread(db, { userId: a, title, active });
    for (const limit of [1, 2, 3, 4, 5, 30])
      expect(await everything(limit), `${limit}`).toEqual(["pinned c", "pinned b", "pinned a", "y", "x"]);
  });

  it.runIf(available)("says which are running, unread, pinned and archived", async () => {
    const running = await seedThread(db, { userId: a, title: "running", active: 1 });
    await seedRun(db, { userId: a, threadId: running, silent: 44 });
    await seedRun(db, { userId: a, threadId: running, status: "completed" });
    const dead = await seedThread(db, { userId: a, title: "dead", active: 2 });
    await seedRun(db, { userId: a, threadId: dead, silent: 46 });
    const over = await seedThread(db, { userId: a, title: "over", active: 3 });
    await seedRun(db, { userId: a, threadId: over, status: "stopped" });
    const now = new Date();
    const before = new Date(now.getTime() - 1);
    await seedThread(db, { userId: a, title: "never seen", active: 4, answeredAt: now });
    await seedThread(db, { userId: a, title: "seen before", active: 5, answeredAt: now, seenAt: before });
    await seedThread(db, { userId: a, title: "seen", active: 6, answeredAt: now, seenAt: now });
    await seedThread(db, { userId: a, title: "unanswered", active: 7, seenAt: now });
    const { threads } = await page();
    expect(threads.filter((row) => row.running).map((row) => row.title)).toEqual(["running"]);
    expect(threads.filter((row) => row.unread).map((row) => row.title)).toEqual(["never seen", "seen before"]);
    expect(threads[0]).toEqual({
      id: running,
      agentId: "helper",
      title: "running",
      pinned: false,
      archived: false,
      running: true,
      waiting: false,
      unread: false,
      activeAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
  });

  it.runIf(available)("pages through threads of the same microsecond, and of neighbouring ones", async () => {
    const expected: string[] = [];
    for (let at = 0; at < 12; at++) {
      const id = await seedThread(db, { userId: a, title: `${at}` });
      // Three of each microsecond, all of one millisecond.
      await db
        .update(thread)
        .set({
          activeAt: sql`timestamptz '2025-01-01 00:00:00.123450Z' + ${Math.floor(at / 3)} * interval '1 microsecond'`,
        })
        .where(eq(thread.id, id));
      expected.push(`${at}`);
    }
    for (const limit of [1, 2, 3, 5]) expect((await everything(limit)).sort()).toEqual(expected.sort());
  });

  it.runIf(available)(
    "neither loses nor repeats a thread when others come, move up or go between two pages",
    async () => {
      const ids: string[] = [];
      for (let at = 0; at < 9; at++) ids.push(await seedThread(db, { userId: a, title: `${at}`, active: 100 + at }));
      const titles = await everything(2, async (pages) => {
        await seedThread(db, { userId: a, title: `new ${pages}` });
        // One of a page that was read already, and the very one that the cursor names.
        await db
          .update(thread)
          .set({ activeAt: sql`now()` })
          .where(eq(thread.id, ids[0] ?? ""));
        if (pages === 2)
          await db
            .update(thread)
            .set({ deletedAt: sql`now()` })
            .where(eq(thread.id, ids[3] ?? ""));
      });
      expect(titles).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    },
  );

  it.runIf(available)(
    "goes on from a cursor in the year that Postgres ends with, and refuses what is no cursor",
    async () => {
      await seedThread(db, { userId: a, title: "one", active: 1 });
      const cursor = (text: string) => Buffer.from(text).toString("base64url");
      const id = randomUUID();
      expect((await page(cursor(`other~99999999999999999~${id}`))).threads).toHaveLength(1);
      expect((await page(cursor(`other~0~${id}`))).threads).toEqual([]);
      for (const bad of [
        "",
        "x",
        cursor(""),
        cursor(`other~1~${id}~1`),
        cursor(`found~1~${id}`),
        cursor(`other~-1~${id}`),
        cursor(`other~1e5~${id}`),
        cursor(`other~999999999999999999~${id}`),
        cursor("other~1~x"),
        cursor(`other~1~${id}' or 1=1`),
        "x".repeat(10_000),
      ])
        expect(listCursor.safeParse(bad).success, bad).toBe(false);
    },
  );

  it.runIf(available)("says that there is no more exactly when there is no more", async () => {
    for (let at = 0; at < 4; at++) await seedThread(db, { userId: a, title: `${at}`, active: at });
    expect((await page(null, 4)).nextCursor).toBeNull();
    expect((await page(null, 3)).nextCursor).not.toBeNull();
    const next = await page((await page(null, 2)).nextCursor, 2);
    expect(next.nextCursor).toBeNull();
    expect(next.threads).toHaveLength(2);
  });

  it.runIf(available)("does not read a cursor's thread of somebody else", async () => {
    await seedThread(db, { userId: a, title: "mine", active: 20 });
    const theirs = await seedThread(db, { userId: `${a}b`, title: "theirs", active: 10 });
    const [{ at } = { at: "" }] = await db
      .select({ at: sql<string>`(extract(epoch from ${thread.activeAt}) * 1000000)::bigint::text` })
      .from(thread)
      .where(eq(thread.id, theirs));
    const read = await page(Buffer.from(`other~${at}~${theirs}`).toString("base64url"));
    expect(read.threads.map((row) => row.title)).toEqual(["mine"]);
  });

  it.runIf(available)("shows a time of the database as it is", async () => {
    const id = await seedThread(db, { userId: a, title: "t" });
    await db
      .update(thread)
      .set({ activeAt: secondsAgo(0) })
      .where(eq(thread.id, id));
    const shown = Date.parse((await page()).threads[0]?.activeAt ?? "");
    expect(Math.abs(Date.now() - shown)).toBeLessThan(60_000);
  });
});
