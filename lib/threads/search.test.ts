import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../db/types";
import { listCursor } from "./list";
import { searchThreads } from "./search";
import { engines, openFor, STALE_MS, seedMessages, seedRun, seedThread } from "./testing";

describe.each(engines)("search on $engine", (engine) => {
  const { available } = engine;
  let db: Database;
  let a: string;
  openFor(engine, (opened) => {
    db = opened;
  });
  beforeEach(() => {
    a = `auth0|${randomUUID()}`;
  });

  const search = async (q: string, extra: { archived?: boolean; cursor?: string | null; limit?: number } = {}) =>
    await searchThreads(db, {
      userId: a,
      q,
      archived: extra.archived,
      limit: extra.limit ?? 30,
      after: extra.cursor ? listCursor.parse(extra.cursor) : undefined,
      staleMs: STALE_MS,
    });
  const titles = async (...query: Parameters<typeof search>) =>
    (await search(...query)).threads.map((row) => row.title);

  it.runIf(available)("finds titles and messages of every branch, each thread once, newest first", async () => {
    const one = await seedThread(db, { userId: a, title: "Trip to Kyoto", active: 30 });
    await seedMessages(db, a, one, [{ user: "hello" }, { assistant: "Kyoto it is" }]);
    const two = await seedThread(db, { userId: a, title: "two", active: 20 });
    const [question] = await seedMessages(db, a, two, [
      { user: "where?" },
      { assistant: "In Kyoto, on an old branch." },
    ]);
    await seedMessages(db, a, two, [{ assistant: "In Nara.", parent: question ?? null }]);
    await seedThread(db, { userId: a, title: "kyoto in the title only", active: 10 });
    await seedThread(db, { userId: a, title: "nothing", active: 5 });
    expect(await titles("kyoto")).toEqual(["kyoto in the title only", "two", "Trip to Kyoto"]);
    const { threads } = await search("kyoto");
    expect(threads.map((row) => row.snippet?.text)).toEqual([undefined, "In Kyoto, on an old branch.", "Kyoto it is"]);
    expect(threads[1]?.snippet?.hits).toEqual([[3, 8]]);
  });

  it.runIf(available)("shows the newest message with the words", async () => {
    const id = await seedThread(db, { userId: a, title: "t" });
    await seedMessages(db, a, id, [
      { user: "東京の天気は?" },
      { assistant: "東京は晴れです。" },
      { user: "ありがとう" },
    ]);
    expect((await search("東京")).threads[0]?.snippet).toEqual({ text: "東京は晴れです。", hits: [[0, 2]] });
    expect(await titles("天気 東京")).toEqual(["t"]);
    expect(await titles("天気 晴れ")).toEqual([]);
  });

  it.runIf(available)("finds nothing of anybody else, and nothing that is deleted", async () => {
    const theirs = await seedThread(db, { userId: `${a}b`, title: "secret" });
    await seedMessages(db, `${a}b`, theirs, [{ user: "secret" }]);
    const gone = await seedThread(db, { userId: a, title: "secret", deletedAt: new Date() });
    await seedMessages(db, a, gone, [{ user: "secret" }]);
    expect(await titles("secret")).toEqual([]);
    // A message that says it is A's, in a thread of B: the thread decides.
    await seedMessages(db, a, theirs, [{ user: "secret" }]);
    expect(await titles("secret")).toEqual([]);
  });

  it.runIf(available)("looks into the archive too, unless told where to look", async () => {
    await seedThread(db, { userId: a, title: "plan old", active: 2, archivedAt: new Date() });
    await seedThread(db, { userId: a, title: "plan new", active: 1 });
    expect(await titles("plan")).toEqual(["plan new", "plan old"]);
    expect(await titles("plan", { archived: true })).toEqual(["plan old"]);
    expect(await titles("plan", { archived: false })).toEqual(["plan new"]);
  });

  it.runIf(available)("pages, newest first whatever is pinned, and says what is running", async () => {
    for (let at = 0; at < 7; at++) {
      const id = await seedThread(db, {
        userId: a,
        title: `report ${at}`,
        active: at,
        pinnedAt: at === 5 ? new Date() : null,
      });
      if (at === 1) await seedRun(db, { userId: a, threadId: id });
    }
    const found: string[] = [];
    const running: string[] = [];
    let cursor: string | null = null;
    do {
      const read: Awaited<ReturnType<typeof search>> = await search("repo", { cursor, limit: 3 });
      found.push(...read.threads.map((row) => row.title));
      running.push(...read.threads.filter((row) => row.running).map((row) => row.title));
      cursor = read.nextCursor;
      await seedThread(db, { userId: a, title: "report new" });
    } while (cursor);
    expect(found).toEqual(["report 0", "report 1", "report 2", "report 3", "report 4", "report 5", "report 6"]);
    expect(running).toEqual(["report 1"]);
  });

  it.runIf(available)("finds nothing by what has no words", async () => {
    await seedThread(db, { userId: a, title: "🎉 & | !" });
    for (const q of ["", " ", "🎉", "&", "' or 1=1 --'".replace(/\w/g, ""), "\0", "\ud83d"])
      expect(await titles(q)).toEqual([]);
  });
});
