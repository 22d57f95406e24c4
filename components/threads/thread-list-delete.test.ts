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
const page = (threads: ThreadSummary[]) => ok({ threads, nextCursor: null });
const loaded = async (threads: ThreadSummary[]) => {
  void list.reload();
  await server.last().answer(page(threads));
};
const [a, b, c] = [threadAt("a", 40), threadAt("b", 30), threadAt("c", 20)];

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

describe("deleting", () => {
  beforeEach(() => loaded([a, b, c]));

  it("is seen at once and taken back when the server refuses", async () => {
    const removal = list.remove("b");
    expect(shown()).toEqual(["a", "c"]);
    await server.last().answer(failed("NETWORK"));
    expect((await removal).ok).toBe(false);
    expect(shown()).toEqual(["a", "b", "c"]);
  });

  it("can be undone, also before the server has answered and after its echo has come", async () => {
    void list.remove("b");
    void list.restore("b");
    expect(shown()).toEqual(["a", "b", "c"]);
    await server.last().answer(ok(null));
    expect(server.last()).toMatchObject({ name: "patch", args: ["b", { deleted: false }] });
    list.apply([changedThread(b, { deleted: true })]);
    expect(shown()).toEqual(["a", "b", "c"]);
    await server.last().answer(ok(null));
    expect([shown(), told]).toEqual([["a", "b", "c"], 2]);
  });

  it("that cannot be undone leaves it deleted, and what was read before does not bring it back", async () => {
    void list.reload();
    const stale = server.last();
    void list.remove("b");
    await server.last().answer(ok(null));
    await stale.answer(page([a, b, c]));
    const restoring = list.restore("b");
    await server.last().answer(failed());
    expect((await restoring).ok).toBe(false);
    expect(shown()).toEqual(["a", "c"]);
    list.learn([b], list.tick());
    expect(shown()).toEqual(["a", "c"]);
    list.apply([changedThread(b)]);
    expect(shown()).toEqual(["a", "b", "c"]);
  });

  it("what is gone already has worked", async () => {
    const removal = list.remove("b");
    await server.last().answer(failed("NOT_FOUND"));
    expect((await removal).ok).toBe(true);
    expect(shown()).toEqual(["a", "c"]);
  });

  it("everything leaves both lists empty, and nothing when the server refuses", async () => {
    void list.open(true);
    await server.last().answer(page([threadAt("old", 1, { archived: true })]));
    void list.removeAll();
    await server.last().answer(failed());
    expect(shown()).toHaveLength(3);
    void list.reload();
    const stale = server.calls.at(-2);
    void list.removeAll();
    await server.last().answer(ok({ deleted: 4 }));
    await stale?.answer(page([a]));
    expect([shown(), shown(true), told]).toEqual([[], [], 1]);
    list.apply([changedThread(threadAt("new", 50))]);
    expect(shown()).toEqual(["new"]);
  });
});
