import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { message, thread } from "../../db/schema";
import type { Database } from "../../db/types";
import { engines, openFor, seedMessages, seedThread } from "../testing";
import type { ExportFormat } from "./file";
import { exportedThread } from "./read";
import { writeThread, writeThreads } from "./write";

const named = (locale: "en" | "ja") => (id: string) => (id === "helper" ? { en: "Helper", ja: "助手" }[locale] : id);

const now = new Date("2025-02-01T00:00:00Z");

describe.each(engines)("exports on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  let a: string;
  openFor(engine, (opened) => {
    db = opened;
  });
  beforeEach(() => {
    a = `auth0|${randomUUID()}`;
  });

  const text = async (pieces: AsyncIterable<string>) => {
    let whole = "";
    for await (const piece of pieces) whole += piece;
    return whole;
  };
  const one = async (threadId: string, format: ExportFormat) => {
    const found = await exportedThread(db, { userId: a, threadId });
    return found && (await text(writeThread(db, found, { userId: a, format, locale: "en", now, nameOf: named("en") })));
  };
  const all = async (format: ExportFormat) =>
    await text(writeThreads(db, { userId: a, format, locale: "ja", now, nameOf: named("ja") }));
  type File = {
    threads: Exported[];
    thread: Exported;
  };
  type Exported = {
    id: string;
    title: string;
    state: unknown;
    messages: { id: string; parentId: string | null; message: { role: string } }[];
  };

  it.runIf(available)("has the shown branch as Markdown and every branch as JSON", async () => {
    const id = await seedThread(db, { userId: a, title: "t", state: { tasks: ["x"] } });
    const [q] = await seedMessages(db, a, id, [{ user: "question" }, { assistant: "first answer" }]);
    await seedMessages(db, a, id, [
      { reasoning: "hmm", parent: q ?? null },
      { assistant: "", tools: [{ id: "c", name: "f", args: '{"a":1}' }] },
      { tool: "result", of: "c" },
      { assistant: "second answer" },
    ]);
    const markdown = await one(id, "md");
    expect(markdown).toContain("> second answer");
    expect(markdown).toContain("### Tool call: `f`");
    expect(markdown).not.toContain("first answer");
    expect(markdown).not.toContain("hmm");
    const file = JSON.parse((await one(id, "json")) ?? "") as File;
    expect(file).toMatchObject({
      format: "agentcore-chat",
      version: 1,
      exportedAt: now.toISOString(),
      thread: { id, title: "t", agentId: "helper", state: { tasks: ["x"] } },
    });
    expect(file.thread.messages.map((row) => row.message.role)).toEqual([
      "user",
      "assistant",
      "reasoning",
      "assistant",
      "tool",
      "assistant",
    ]);
    expect(file.thread.messages.filter((row) => row.parentId === q)).toHaveLength(2);
  });

  it.runIf(available)("keeps the order of a branch whose messages arrived in another one", async () => {
    const id = await seedThread(db, { userId: a });
    const ids = await seedMessages(
      db,
      a,
      id,
      Array.from({ length: 65 }, (_, at) => ({ user: `said ${at}.` })),
    );
    // The 50th arrived last.
    await db
      .update(message)
      .set({ position: 1_000 })
      .where(sql`${message.threadId} = ${id} and ${message.id} = ${ids[50]}`);
    const shown = [...((await one(id, "md")) ?? "").matchAll(/> said (\d+)\./g)].map(([, at]) => Number(at));
    expect(shown).toEqual(Array.from({ length: 65 }, (_, at) => at));
    expect((JSON.parse((await one(id, "json")) ?? "") as File).thread.messages).toHaveLength(65);
  });

  it.runIf(available)(
    "of all threads have each once, oldest first, and none that is deleted or another's",
    async () => {
      const expected: string[] = [];
      for (let at = 0; at < 205; at++) {
        const id = await seedThread(db, { userId: a, title: `t${at}`, archivedAt: at % 2 ? new Date() : null });
        // Several of one microsecond.
        await db
          .update(thread)
          .set({
            createdAt: sql`timestamptz '2025-01-01 00:00:00.000001Z' + ${Math.floor(at / 7)} * interval '1 microsecond'`,
          })
          .where(eq(thread.id, id));
        expected.push(id);
      }
      await seedThread(db, { userId: a, title: "gone", deletedAt: new Date() });
      await seedThread(db, { userId: `${a}b`, title: "theirs" });
      const file = JSON.parse(await all("json")) as File;
      expect(file.threads.map((row) => row.id).sort()).toEqual(expected.sort());
      expect(file.threads[0]?.title).toMatch(/^t[0-6]$/);
      const markdown = await all("md");
      expect(markdown.match(/^# t\d+$/gm)).toHaveLength(205);
      expect(markdown).toContain("エージェント：助手");
    },
  );

  it.runIf(available)("of nothing is an empty file that is still one", async () => {
    expect(await all("md")).toBe("");
    expect(JSON.parse(await all("json"))).toMatchObject({ threads: [] });
  });

  it.runIf(available)("has what cannot be text, and not what models encrypt for themselves", async () => {
    const id = await seedThread(db, { userId: a, title: "\ud83d", agentId: "gone_agent" });
    await db.insert(message).values({
      threadId: id,
      id: "m",
      userId: a,
      position: 0,
      role: "reasoning",
      runId: randomUUID(),
      content: { id: "m", role: "reasoning", content: "nul \0 half \ud83d", encryptedValue: "sealed" },
    });
    const json = (await one(id, "json")) ?? "";
    expect(json).not.toContain("sealed");
    expect((JSON.parse(json) as File).thread.messages[0]?.message).toEqual({
      id: "m",
      role: "reasoning",
      content: "nul \0 half \ud83d",
    });
    expect(await one(id, "md")).toContain("gone\\_agent");
  });

  it.runIf(available)("exist for the owner of a thread only, while it does", async () => {
    const theirs = await seedThread(db, { userId: `${a}b` });
    const gone = await seedThread(db, { userId: a, deletedAt: new Date() });
    expect(await one(theirs, "md")).toBeNull();
    expect(await one(gone, "md")).toBeNull();
    expect(await one(randomUUID(), "json")).toBeNull();
  });

  it.runIf(available)("read only as far as they are taken", async () => {
    const id = await seedThread(db, { userId: a });
    await seedMessages(
      db,
      a,
      id,
      Array.from({ length: 100 }, (_, at) => ({ user: `${at}` })),
    );
    let asked = 0;
    const counting = new Proxy(db, {
      get: (target, name) => {
        if (name === "select") asked += 1;
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? (value as (...args: unknown[]) => unknown).bind(target) : value;
      },
    });
    const pieces = writeThreads(counting, { userId: a, format: "json", locale: "en", now, nameOf: named("en") });
    for (let taken = 0; taken < 5; taken++) await pieces.next();
    expect(asked).toBeLessThanOrEqual(2);
    await pieces.return(undefined);
  });
});
