import { beforeEach, describe, expect, it } from "vitest";
import type { ThreadSummary } from "@/lib/api/contract";
import { changedThread, createManualApi, failed, ok, threadAt } from "./testing";
import { createThreadList, type ThreadListStore } from "./thread-list";

let server: ReturnType<typeof createManualApi>;
let list: ThreadListStore;
let told: number;

const shown = (archived = false) => {
  const { active, archived: kept } = list.getState();
  return (archived ? kept : active).threads.map(({ id }) => id);
};
const titleOf = (id: string) => list.getState().byId.get(id)?.title;
const page = (threads: ThreadSummary[], nextCursor: string | null = null) => ok({ threads, nextCursor });
const loaded = async (threads: ThreadSummary[], nextCursor: string | null = null) => {
  void list.reload();
  await server.last().answer(page(threads, nextCursor));
};
const [a, b, c, d] = [threadAt("a", 40), threadAt("b", 30), threadAt("c", 20), threadAt("d", 10)];

beforeEach(() => {
  server = createManualApi();
  told = 0;
  list = createThreadList({
    ...server.api,
    changed: () => {
      told += 1;
    },
  });
});

describe("loading the list", () => {
  it("shows pages one after another, each conversation once, newest first and pinned before all", async () => {
    await loaded([threadAt("p", 1, { pinned: true }), a, b], "c1");
    expect(list.getState().active).toMatchObject({ status: "ready", hasMore: true });
    void list.more(false);
    void list.more(false);
    expect(server.calls).toHaveLength(2);
    expect(server.last().args[0]).toEqual({ archived: false, cursor: "c1" });
    await server.last().answer(page([b, c, d]));
    expect(shown()).toEqual(["p", "a", "b", "c", "d"]);
    expect(list.getState().active.hasMore).toBe(false);
  });

  it("says that it failed and can be tried again; what was loaded stays when a later page fails", async () => {
    void list.reload();
    await server.last().answer(failed("NETWORK"));
    expect(list.getState().active).toMatchObject({ status: "failed", error: { code: "NETWORK" } });
    void list.retry();
    await server.last().answer(page([a], "c1"));
    void list.more(false);
    await server.last().answer(failed("NETWORK"));
    expect([shown(), list.getState().active.more]).toEqual([["a"], "failed"]);
    void list.retry();
    await server.last().answer(page([b]));
    expect(shown()).toEqual(["a", "b"]);
  });

  it("again keeps what is shown until the answer is there, and drops pages of the list before", async () => {
    await loaded([a, b], "c1");
    void list.more(false);
    const old = server.last();
    void list.reload();
    expect(shown()).toEqual(["a", "b"]);
    await server.last().answer(page([a, c]));
    await old.answer(page([d]));
    expect(shown()).toEqual(["a", "c"]);
  });

  it("does not lose what is shown when loading again fails", async () => {
    await loaded([a]);
    void list.reload();
    await server.last().answer(failed("NETWORK"));
    expect([list.getState().active.status, shown()]).toEqual(["ready", ["a"]]);
  });

  it("again reaches as far down as before, and forgets what is gone from each page", async () => {
    await loaded([a, b], "c1");
    void list.more(false);
    await server.last().answer(page([c, d], "c2"));
    void list.reload();
    await server.last().answer(page([a, b], "n1"));
    expect(shown()).toEqual(["a", "b", "c", "d"]);
    expect(server.last().args[0]).toEqual({ archived: false, cursor: "n1" });
    await server.last().answer(page([d], "n2"));
    expect([shown(), server.calls.length]).toEqual([["a", "b", "d"], 4]);
    void list.more(false);
    expect(server.last().args[0]).toEqual({ archived: false, cursor: "n2" });
  });

  it("again keeps the rest as it was when one of the pages fails", async () => {
    await loaded([a, b], "c1");
    void list.more(false);
    await server.last().answer(page([c, d], "c2"));
    void list.reload();
    await server.last().answer(page([b], "n1"));
    await server.last().answer(failed("NETWORK"));
    expect([shown(), list.getState().active]).toEqual([
      ["b", "c", "d"],
      expect.objectContaining({ status: "ready", hasMore: true }),
    ]);
  });

  it("again does not forget what a search found further down, unless that was all", async () => {
    await loaded([a, b], "c1");
    list.learn([d, threadAt("p", 1, { pinned: true })], list.tick());
    void list.reload();
    await server.last().answer(page([a, b], "c1"));
    expect(list.getState().byId.has("d")).toBe(true);
    expect(list.getState().byId.has("p")).toBe(false);
    void list.reload();
    await server.last().answer(page([a, b]));
    expect(list.getState().byId.has("d")).toBe(false);
  });

  it("loads the archive only once it is opened", async () => {
    await loaded([a]);
    expect(list.getState().archived.status).toBe("idle");
    void list.open(true);
    expect(server.last().args[0]).toEqual({ archived: true });
    await server.last().answer(page([threadAt("old", 1, { archived: true })]));
    expect([shown(true), shown()]).toEqual([["old"], ["a"]]);
    void list.open(true);
    expect(server.calls).toHaveLength(2);
  });
});

describe("what changes elsewhere", () => {
  beforeEach(() => loaded([a, b, c], "more"));

  it("is a new conversation, a bump, a name, a mark, an archived or a deleted one", () => {
    list.apply([
      changedThread(threadAt("new", 50)),
      changedThread({ ...c, activeAt: threadAt("", 45).activeAt, running: true }),
      changedThread({ ...a, title: "Renamed", unread: true }),
      changedThread(b, { deleted: true }),
    ]);
    expect(shown()).toEqual(["new", "c", "a"]);
    expect(list.getState().byId.get("c")?.running).toBe(true);
    expect(list.getState().byId.get("a")).toMatchObject({ title: "Renamed", unread: true });
    list.apply([changedThread({ ...a, archived: true })]);
    expect(shown()).toEqual(["new", "c"]);
  });

  it("twice is the same as once, and rows without a change stay the same objects", () => {
    const before = list.getState().byId.get("b");
    const change = [changedThread(threadAt("new", 50)), changedThread(b)];
    list.apply(change);
    const after = list.getState().active.threads;
    list.apply(change);
    expect(list.getState().active.threads).toEqual(after);
    expect(list.getState().byId.get("b")).toBe(before);
  });

  it("is not taken back by a page that was read before", async () => {
    void list.reload();
    list.apply([changedThread({ ...a, title: "Newer" }), changedThread(b, { deleted: true })]);
    list.apply([changedThread(threadAt("new", 50))]);
    await server.last().answer(page([a, b, c]));
    expect([shown(), titleOf("a")]).toEqual([["new", "a", "c"], "Newer"]);
  });

  it("shows nothing from beyond what is loaded: it would hide the gap", async () => {
    list.apply([changedThread(d)]);
    expect(shown()).toEqual(["a", "b", "c"]);
    list.apply([changedThread({ ...d, pinned: true })]);
    expect(shown()).toEqual(["d", "a", "b", "c"]);
    list.apply([changedThread(d)]);
    void list.more(false);
    await server.last().answer(page([threadAt("between", 15), d]));
    expect(shown()).toEqual(["a", "b", "c", "between", "d"]);
  });
});

describe("an edit", () => {
  beforeEach(() => loaded([a, b, c]));

  it("shows at once, and is told to the other tabs once the server has it", async () => {
    void list.edit("b", { pinned: true });
    expect(shown()).toEqual(["b", "a", "c"]);
    expect(server.last()).toMatchObject({ name: "patch", args: ["b", { pinned: true }] });
    expect(told).toBe(0);
    await server.last().answer(ok(null));
    expect([shown(), told]).toEqual([["b", "a", "c"], 1]);
  });

  it("that the server refuses is taken back, and what changed meanwhile stays", async () => {
    const edit = list.edit("b", { title: "Mine", pinned: true });
    list.apply([changedThread({ ...b, title: "Theirs", unread: true })]);
    expect(list.getState().byId.get("b")).toMatchObject({ title: "Mine", pinned: true, unread: true });
    await server.last().answer(failed());
    expect((await edit).ok).toBe(false);
    expect(list.getState().byId.get("b")).toMatchObject({ title: "Theirs", pinned: false });
    expect(told).toBe(0);
  });

  it("waits for the one before it of the same conversation, and for no other", async () => {
    void list.edit("a", { title: "First" });
    void list.edit("a", { title: "Second" });
    void list.edit("b", { title: "Other" });
    expect(server.calls.slice(1).map(({ args }) => args)).toEqual([
      ["a", { title: "First" }],
      ["b", { title: "Other" }],
    ]);
    expect(titleOf("a")).toBe("Second");
    await server.calls[1]?.answer(failed());
    expect(titleOf("a")).toBe("Second");
    await server.last().answer(ok(null));
    expect(titleOf("a")).toBe("Second");
  });

  it("is not undone by a page that was read before it arrived", async () => {
    void list.reload();
    const stale = server.last();
    void list.edit("a", { title: "Mine" });
    await server.last().answer(ok(null));
    await stale.answer(page([a, b, c]));
    expect(titleOf("a")).toBe("Mine");
  });

  it("moves between the list and the archive", async () => {
    void list.open(true);
    await server.last().answer(page([]));
    void list.edit("a", { archived: true });
    expect([shown(), shown(true)]).toEqual([["b", "c"], ["a"]]);
    await server.last().answer(failed());
    expect([shown(), shown(true)]).toEqual([["a", "b", "c"], []]);
  });

  it("of a conversation that is gone shows that it is gone", async () => {
    void list.edit("a", { title: "x" });
    await server.last().answer(failed("NOT_FOUND"));
    expect(shown()).toEqual(["b", "c"]);
  });
});
