import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { secondsAgo } from "../db/clock";
import { share, thread } from "../db/schema";
import type { Database } from "../db/types";
import { deleteThreads } from "./delete-threads";
import { findShare, isShareId, readShare, revokeShare, shareThread } from "./share";
import { engines, openFor, seedMessages, seedThread } from "./testing";

describe.each(engines)("shares on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  let a: string;
  let threadId: string;
  openFor(engine, (opened) => {
    db = opened;
  });
  beforeEach(async () => {
    if (!available) return;
    a = `auth0|${randomUUID()}`;
    threadId = await seedThread(db, { userId: a, title: "t" });
    await seedMessages(db, a, threadId, [{ user: "question" }, { assistant: "answer" }]);
  });

  const made = async (expiresInDays: number | null = null, which = threadId) => {
    const result = await shareThread(db, { userId: a, threadId: which, expiresInDays });
    if (!result.ok || !result.share) throw new Error("not shared");
    return result.share;
  };
  const found = async (userId = a) => await findShare(db, { userId, threadId });
  const read = async (shareId: string) => await readShare(db, { shareId });
  const texts = async (shareId: string) => (await read(shareId))?.messages.map((message) => message.text) ?? null;

  it.runIf(available)("hold the text and the tool names of the shown branch, and nothing else", async () => {
    const [q] = await seedMessages(db, a, threadId, [{ user: "go", parent: null }, { assistant: "another branch" }]);
    await seedMessages(db, a, threadId, [
      { reasoning: "secret reasoning", parent: q ?? null },
      { assistant: "", tools: [{ id: "c", name: "lookup\0", args: '{"key":"secret argument"}' }] },
      { tool: "secret result", of: "c" },
      { assistant: "done" },
      { assistant: "  " },
    ]);
    const shared = await read((await made()).id);
    expect(shared).toEqual({
      title: "t",
      agentId: "helper",
      createdAt: expect.any(Date) as Date,
      messages: [
        { role: "user", text: "go", tools: [] },
        { role: "assistant", text: "", tools: ["lookup"] },
        { role: "assistant", text: "done", tools: [] },
      ],
    });
    const rows = await db.execute(sql`select * from share where thread_id = ${threadId}`);
    expect(JSON.stringify(rows)).not.toContain("secret");
  });

  it.runIf(available)("stay as they were until they are made again, under the same address", async () => {
    const first = await made();
    await seedMessages(db, a, threadId, [{ user: "later", parent: null }]);
    await db.update(thread).set({ title: "new title" }).where(eq(thread.id, threadId));
    expect(await texts(first.id)).toEqual(["question", "answer"]);
    expect((await read(first.id))?.title).toBe("t");
    const second = await made(7);
    expect(second.id).toBe(first.id);
    expect(await texts(first.id)).toEqual(["later"]);
    expect((await read(first.id))?.title).toBe("new title");
    expect(second.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
    expect(await found()).toEqual({ ok: true, share: second });
    expect((await made()).expiresAt).toBeNull();
  });

  it.runIf(available)("are revoked for good, with what was in them", async () => {
    const first = await made();
    expect(await revokeShare(db, { userId: a, threadId })).toEqual({ ok: true, share: null, revoked: true });
    expect(await read(first.id)).toBeNull();
    expect(await found()).toEqual({ ok: true, share: null });
    const [row] = await db.select().from(share).where(eq(share.id, first.id));
    expect(row).toMatchObject({ messages: [], revokedAt: expect.any(Date) as Date });
    const second = await made();
    expect(second.id).not.toBe(first.id);
    expect(await read(first.id)).toBeNull();
    expect(await read(second.id)).not.toBeNull();
    expect((await revokeShare(db, { userId: a, threadId })).ok).toBe(true);
    expect((await revokeShare(db, { userId: a, threadId })).ok).toBe(true);
  });

  it.runIf(available)("that have expired are over, and their address does not come back", async () => {
    const first = await made(1);
    await db
      .update(share)
      .set({ expiresAt: secondsAgo(1) })
      .where(eq(share.id, first.id));
    expect(await read(first.id)).toBeNull();
    expect(await found()).toEqual({ ok: true, share: null });
    const second = await made();
    expect(second.id).not.toBe(first.id);
    expect(await read(first.id)).toBeNull();
  });

  it.runIf(available)("cannot be read while the thread is deleted", async () => {
    const { id } = await made();
    await deleteThreads(db, { userId: a, threadId });
    expect(await read(id)).toBeNull();
    expect(await found()).toEqual({ ok: false, code: "NOT_FOUND" });
    expect(await shareThread(db, { userId: a, threadId, expiresInDays: null })).toEqual({
      ok: false,
      code: "NOT_FOUND",
    });
    expect(await revokeShare(db, { userId: a, threadId })).toEqual({ ok: false, code: "NOT_FOUND" });
    await db.update(thread).set({ deletedAt: null }).where(eq(thread.id, threadId));
    expect(await read(id)).not.toBeNull();
  });

  it.runIf(available)("are made, seen and revoked by the thread's owner alone", async () => {
    const { id } = await made();
    for (const userId of [`${a}b`, ""]) {
      expect(await found(userId)).toEqual({ ok: false, code: "NOT_FOUND" });
      expect(await shareThread(db, { userId, threadId, expiresInDays: null })).toEqual({
        ok: false,
        code: "NOT_FOUND",
      });
      expect(await revokeShare(db, { userId, threadId })).toEqual({ ok: false, code: "NOT_FOUND" });
    }
    expect(await texts(id)).toEqual(["question", "answer"]);
  });

  it.runIf(available)("are not made of nothing", async () => {
    const empty = await seedThread(db, { userId: a });
    const result = await shareThread(db, { userId: a, threadId: empty, expiresInDays: null });
    const fields = [{ path: "threadId", message: expect.stringContaining("nothing has been said") as string }];
    expect(result).toEqual({ ok: false, code: "BAD_REQUEST", fields });
  });

  it.runIf(available)("made twice at once are one", async () => {
    const [one, two] = await Promise.all([made(), made(3)]);
    expect(one.id).toBe(two.id);
    expect(await db.select({ id: share.id }).from(share).where(eq(share.threadId, threadId))).toHaveLength(1);
  });

  it.runIf(available)("are found by their whole id only", async () => {
    const { id } = await made();
    expect(isShareId(id)).toBe(true);
    for (const wrong of [
      id.slice(0, -1),
      `${id}A`,
      id.toLowerCase() === id ? id.toUpperCase() : id.toLowerCase(),
      "%".repeat(22),
      "_".repeat(22),
      "",
      `${id}\n`,
      randomUUID(),
    ])
      expect(await read(wrong), wrong).toBeNull();
  });
});
