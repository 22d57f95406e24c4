import { randomUUID } from "node:crypto";
import { eq, inArray, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { secondsAgo } from "../db/clock";
import { thread } from "../db/schema";
import type { Database } from "../db/types";
import { changesCursor, changesSince } from "./changes";
import { deleteThreads } from "./delete-threads";
import { engines, openFor, STALE_MS, seedMessages, seedRun, seedThread } from "./testing";

describe.each(engines)("what changed on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  let a: string;
  openFor(engine, (opened) => {
    db = opened;
  });
  beforeEach(() => {
    a = `auth0|${randomUUID()}`;
  });

  const ask = async (cursor?: string, userId = a) =>
    await changesSince(db, {
      userId,
      since: cursor === undefined ? undefined : changesCursor.parse(cursor),
      staleMs: STALE_MS,
    });
  const changed = async (id: string, ago: number) =>
    await db
      .update(thread)
      .set({ updatedAt: secondsAgo(ago) })
      .where(eq(thread.id, id));
  const cursorAt = async (ago: number) => {
    const result = await db.execute(sql`select (extract(epoch from ${secondsAgo(ago)}) * 1000000)::bigint::text as at`);
    const [{ at }] = (result as unknown as { rows: [{ at: string }] }).rows;
    return Buffer.from(`${at}~00000000-0000-0000-0000-000000000000~`).toString("base64url");
  };

  it.runIf(available)("begins with a cursor alone, and tells from there on of the person's own", async () => {
    await changed(await seedThread(db, { userId: a, title: "before" }), 60);
    const { cursor, threads } = await ask();
    expect(threads).toEqual([]);
    const id = await seedThread(db, { userId: a, title: "after", archivedAt: new Date() });
    await seedThread(db, { userId: `${a}b`, title: "theirs" });
    const [message] = await seedMessages(db, a, id, [{ user: "q" }]);
    const runId = await seedRun(db, { userId: a, threadId: id });
    expect((await ask(cursor)).threads).toEqual([
      {
        id,
        agentId: "helper",
        title: "after",
        pinned: false,
        archived: true,
        running: true,
        waiting: false,
        unread: false,
        activeAt: expect.any(String) as string,
        deleted: false,
        headId: message,
        runId,
      },
    ]);
  });

  it.runIf(available)("tells of deleted ones", async () => {
    const id = await seedThread(db, { userId: a });
    const { cursor } = await ask();
    await deleteThreads(db, { userId: a });
    expect((await ask(cursor)).threads).toMatchObject([{ id, deleted: true }]);
  });

  it.runIf(available)("tells of what began before a question and was committed after its answer", async () => {
    const id = await seedThread(db, { userId: a });
    await changed(id, 60);
    const { cursor } = await ask((await ask()).cursor);
    // A transaction of nine seconds: its time is that of its beginning.
    await changed(id, 9);
    expect((await ask(cursor)).threads.map((row) => row.id)).toEqual([id]);
  });

  it.runIf(available)("stops telling of a change once every transaction of its time must be over", async () => {
    const id = await seedThread(db, { userId: a });
    await changed(id, 20);
    const told = await ask(await cursorAt(30));
    expect(told.threads.map((row) => row.id)).toEqual([id]);
    expect((await ask(told.cursor)).threads).toEqual([]);
  });

  it.runIf(available)(
    "gives many in parts, each once, and then goes on from when the first part was asked for",
    async () => {
      const ids = await Promise.all(Array.from({ length: 450 }, () => seedThread(db, { userId: a })));
      // All at one moment, as when everything is deleted, and just now.
      await db
        .update(thread)
        .set({ updatedAt: secondsAgo(0) })
        .where(inArray(thread.id, ids));
      const told: string[] = [];
      const parts: number[] = [];
      let cursor = await cursorAt(30);
      for (let part = 0; part < 3; part++) {
        const answer = await ask(cursor);
        parts.push(answer.threads.length);
        told.push(...answer.threads.map((row) => row.id));
        cursor = answer.cursor;
      }
      expect(parts).toEqual([200, 200, 50]);
      expect(told.sort()).toEqual(ids.sort());
      // A change behind the part that was being given.
      const [first = ""] = ids;
      await changed(first, 5);
      expect((await ask(cursor)).threads.map((row) => row.id)).toContain(first);
    },
  );

  it.runIf(available)("does not wait for a clock that was set back", async () => {
    const cursor = await cursorAt(-3_600);
    const id = await seedThread(db, { userId: a });
    expect((await ask(cursor)).threads.map((row) => row.id)).toEqual([id]);
  });

  it.runIf(available)("is empty with somebody else's cursor", async () => {
    await seedThread(db, { userId: a });
    const { cursor } = await ask(await cursorAt(30));
    expect((await ask(cursor, `${a}b`)).threads).toEqual([]);
  });

  it("refuses what is no cursor", () => {
    const encode = (text: string) => Buffer.from(text).toString("base64url");
    for (const bad of [
      "",
      "0",
      encode("1"),
      encode("1~2~3"),
      encode(`x~${randomUUID()}~`),
      encode(`1~${randomUUID()}`),
    ])
      expect(changesCursor.safeParse(bad).success, bad).toBe(false);
  });
});
