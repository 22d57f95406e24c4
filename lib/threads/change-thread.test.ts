import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { type ThreadPatch, threadPatch } from "../api/contract";
import { secondsAgo } from "../db/clock";
import { run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { changeThread } from "./change-thread";
import { deleteThreads } from "./delete-threads";
import { searchThreads } from "./search";
import { engines, openFor, STALE_MS, seedMessages, seedRun, seedThread } from "./testing";

describe.each(engines)("changing a thread on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  let a: string;
  openFor(engine, (opened) => {
    db = opened;
  });
  beforeEach(() => {
    a = `auth0|${randomUUID()}`;
  });

  const change = async (threadId: string, patch: ThreadPatch, userId = a) =>
    await changeThread(db, { userId, threadId, patch: threadPatch.parse(patch), staleMs: STALE_MS });
  const old = async (values: Parameters<typeof seedThread>[1]) => {
    const id = await seedThread(db, values);
    await db
      .update(thread)
      .set({ updatedAt: secondsAgo(1_000) })
      .where(eq(thread.id, id));
    return id;
  };
  const row = async (id: string) => {
    const [found] = await db
      .select({ thread, bumped: sql<boolean>`${thread.updatedAt} > now() - interval '500 seconds'`, other: run.id })
      .from(thread)
      .leftJoin(run, sql`false`)
      .where(eq(thread.id, id));
    if (!found) throw new Error("no such thread");
    return { ...found.thread, bumped: found.bumped };
  };

  it.runIf(available)("gives it a title that is the person's, on one line, and found by search", async () => {
    const id = await old({ userId: a, title: "before" });
    expect(await change(id, { title: "  東京\n出張\0 \u2028 2025 \u0007" })).toMatchObject({
      ok: true,
      thread: { id, title: "東京 出張 2025" },
    });
    expect(await row(id)).toMatchObject({ titleBy: "person", bumped: true });
    const found = async (q: string) =>
      (await searchThreads(db, { userId: a, q, limit: 5, staleMs: STALE_MS })).threads.length;
    expect([await found("東京"), await found("before")]).toEqual([1, 0]);
  });

  it.runIf(available).each(["\0", "\u200b", "\u0007", "\u202e\u200d", "\u3164"])(
    "refuses the title %j that nobody could see",
    async (title) => {
      const id = await old({ userId: a, title: "before" });
      expect(await change(id, { title, pinned: true })).toMatchObject({
        ok: false,
        code: "BAD_REQUEST",
        fields: [{ path: "title" }],
      });
      expect(await row(id)).toMatchObject({ title: "before", pinnedAt: null, bumped: false });
    },
  );

  it.runIf(available)("pins and archives, and takes both back; twice is as once", async () => {
    const id = await old({ userId: a });
    expect(await change(id, { pinned: true, archived: true })).toMatchObject({
      thread: { pinned: true, archived: true },
    });
    const first = await row(id);
    await change(id, { pinned: true, archived: true });
    expect(await row(id)).toMatchObject({ pinnedAt: first.pinnedAt, archivedAt: first.archivedAt, bumped: true });
    expect(await change(id, { pinned: false })).toMatchObject({ thread: { pinned: false, archived: true } });
    expect(await change(id, { archived: false })).toMatchObject({ thread: { pinned: false, archived: false } });
  });

  it.runIf(available)("is told by 'seen' once, and not again while there is nothing new", async () => {
    const id = await old({ userId: a });
    await change(id, { seen: true });
    expect(await row(id)).toMatchObject({ seenAt: null, bumped: false });
    await db.update(thread).set({ answeredAt: sql`now()` }).where(eq(thread.id, id));
    expect(await change(id, { seen: true })).toMatchObject({ thread: { unread: false } });
    const seen = await row(id);
    expect(seen.bumped).toBe(true);
    await db
      .update(thread)
      .set({ updatedAt: secondsAgo(1_000) })
      .where(eq(thread.id, id));
    expect(await change(id, { seen: true })).toMatchObject({ thread: { unread: false } });
    expect(await row(id)).toMatchObject({ seenAt: seen.seenAt, bumped: false });
  });

  it.runIf(available)("shows another branch to its newest end, in a new session of the agent", async () => {
    const id = await old({ userId: a });
    const [q1, a1] = await seedMessages(db, a, id, [
      { user: "q1" },
      { assistant: "a1" },
      { user: "q2" },
      { assistant: "a2" },
    ]);
    const [a1b] = await seedMessages(db, a, id, [{ assistant: "a1 again", parent: q1 ?? null }, { user: "q2b" }]);
    const end = (await row(id)).headMessageId;
    const [, a3] = await seedMessages(db, a, id, [{ user: "q2c", parent: a1 ?? null }, { assistant: "a3" }]);
    expect((await change(id, { branch: a1b ?? "" })).ok).toBe(true);
    expect(await row(id)).toMatchObject({ headMessageId: end, generation: 1, bumped: true });
    // The newest below a1 is neither its oldest child nor the newest of the thread's first branch.
    await change(id, { branch: a1 ?? "" });
    expect(await row(id)).toMatchObject({ headMessageId: a3, generation: 2 });
    await db
      .update(thread)
      .set({ updatedAt: secondsAgo(1_000) })
      .where(eq(thread.id, id));
    await change(id, { branch: a3 ?? "" });
    expect(await row(id)).toMatchObject({ headMessageId: a3, generation: 2, bumped: false });
  });

  it.runIf(available)(
    "does not show another branch while an answer is being written, and changes nothing else then",
    async () => {
      const id = await old({ userId: a, title: "t" });
      const [q, first] = await seedMessages(db, a, id, [{ user: "q" }, { assistant: "a" }]);
      const [second] = await seedMessages(db, a, id, [{ assistant: "b", parent: q ?? null }]);
      const runId = await seedRun(db, { userId: a, threadId: id });
      expect(await change(id, { branch: first ?? "", title: "new" })).toEqual({ ok: false, code: "RUN_IN_PROGRESS" });
      expect(await row(id)).toMatchObject({ headMessageId: second, generation: 0, title: "t", bumped: false });
      expect((await change(id, { title: "new" })).ok).toBe(true);
      await db
        .update(run)
        .set({ heartbeatAt: secondsAgo(60) })
        .where(eq(run.id, runId));
      expect((await change(id, { branch: first ?? "" })).ok).toBe(true);
    },
  );

  it.runIf(available)("refuses a branch that is not of this thread", async () => {
    const id = await old({ userId: a });
    await seedMessages(db, a, id, [{ user: "q" }]);
    const other = await seedThread(db, { userId: a });
    const [elsewhere] = await seedMessages(db, a, other, [{ user: "q" }]);
    for (const branch of [elsewhere ?? "", randomUUID(), "'; drop table thread --", "\ud83d"])
      expect(await change(id, { branch })).toMatchObject({
        ok: false,
        code: "BAD_REQUEST",
        fields: [{ path: "branch" }],
      });
    expect(await row(id)).toMatchObject({ generation: 0, bumped: false });
  });

  it.runIf(available)("does nothing to somebody else's, and gives what a missing one gives", async () => {
    const theirs = await old({ userId: `${a}b`, title: "theirs" });
    const [question] = await seedMessages(db, `${a}b`, theirs, [{ user: "q" }]);
    const before = await row(theirs);
    for (const patch of [
      { title: "mine" },
      { pinned: true },
      { archived: true },
      { deleted: false },
      { seen: true },
      { branch: question ?? "" },
    ] as const) {
      expect(await change(theirs, patch)).toEqual({ ok: false, code: "NOT_FOUND" });
      expect(await change(randomUUID(), patch)).toEqual({ ok: false, code: "NOT_FOUND" });
    }
    expect(await deleteThreads(db, { userId: a, threadId: theirs })).toBe(0);
    expect(await deleteThreads(db, { userId: a })).toBe(0);
    expect(await row(theirs)).toEqual(before);
  });

  it.runIf(available)("deletes it so that only bringing it back does anything, and asks its run to stop", async () => {
    const id = await old({ userId: a, title: "t" });
    const runId = await seedRun(db, { userId: a, threadId: id });
    const kept = await seedThread(db, { userId: a });
    const keptRun = await seedRun(db, { userId: a, threadId: kept });
    expect(await deleteThreads(db, { userId: a, threadId: id })).toBe(1);
    expect(await deleteThreads(db, { userId: a, threadId: id })).toBe(0);
    const asked = async (which: string) =>
      (await db.select().from(run).where(eq(run.id, which)))[0]?.stopRequestedAt ?? null;
    expect([await asked(runId), await asked(keptRun)]).toEqual([expect.any(Date), null]);
    expect(await row(id)).toMatchObject({ deletedAt: expect.any(Date) as Date, bumped: true });
    expect(await change(id, { title: "x" })).toEqual({ ok: false, code: "NOT_FOUND" });
    expect(await change(id, { deleted: false })).toMatchObject({ ok: true, thread: { id, title: "t" } });
    expect((await change(id, { title: "x" })).ok).toBe(true);
  });

  it.runIf(available)("deletes all of one person, archived ones too", async () => {
    const mine = [
      await seedThread(db, { userId: a }),
      await seedThread(db, { userId: a, archivedAt: new Date() }),
      await seedThread(db, { userId: a, deletedAt: new Date() }),
    ];
    const runId = await seedRun(db, { userId: a, threadId: mine[0] ?? "" });
    const theirs = await seedThread(db, { userId: `${a}b` });
    const theirRun = await seedRun(db, { userId: `${a}b`, threadId: theirs });
    expect(await deleteThreads(db, { userId: a })).toBe(2);
    for (const id of mine) expect((await row(id)).deletedAt).not.toBeNull();
    expect((await row(theirs)).deletedAt).toBeNull();
    const runs = await db.select().from(run);
    expect(runs.find((one) => one.id === runId)?.stopRequestedAt).not.toBeNull();
    expect(runs.find((one) => one.id === theirRun)?.stopRequestedAt).toBeNull();
  });
});
