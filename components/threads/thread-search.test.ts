import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ThreadSummary } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";
import { failed, ok, threadAt } from "./testing";
import type { ThreadQuery } from "./thread-api";
import { createThreadSearch, PAUSE, type ThreadSearchStore } from "./thread-search";

type Asked = { query: ThreadQuery; signal: AbortSignal | undefined; answer: (result: ApiResult<never>) => void };
let asked: Asked[];
let learnt: string[];
let search: ThreadSearchStore;

const found = (ids: string[], nextCursor: string | null = null) =>
  ok({
    threads: ids.map((id) => ({ ...threadAt(id, 1), snippet: { text: `… ${id}`, hits: [[2, 3]] } })),
    nextCursor,
  }) as ApiResult<never>;
const hits = () => search.getState().hits.map(({ id }) => id);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const answer = async (result: ApiResult<never>, at = -1) => {
  asked.at(at)?.answer(result);
  await pass(0);
};

beforeEach(() => {
  vi.useFakeTimers();
  [asked, learnt] = [[], []];
  search = createThreadSearch({
    list: (query, signal) => new Promise((resolve) => asked.push({ query, signal, answer: resolve })),
    tick: () => 7,
    learn: (threads: readonly ThreadSummary[], since) => learnt.push(...threads.map(({ id }) => `${id}@${since}`)),
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("searching", () => {
  it("waits for a pause in typing, and then asks once", async () => {
    for (const text of ["r", "re", "rep "]) {
      search.type(text);
      await pass(PAUSE - 1);
    }
    expect([asked.length, search.getState().status]).toEqual([0, "loading"]);
    await pass(1);
    expect(asked.map(({ query }) => query)).toEqual([{ q: "rep" }]);
    await answer(found(["a", "b"]));
    expect(search.getState()).toMatchObject({ status: "ready", query: "rep " });
    expect([hits(), learnt]).toEqual([
      ["a", "b"],
      ["a@7", "b@7"],
    ]);
  });

  it("does not wait after Enter", async () => {
    search.type("report");
    search.submit();
    await pass(PAUSE);
    expect(asked).toHaveLength(1);
  });

  it("does not search for half a Japanese word, and does once it is one", async () => {
    search.compose("k");
    search.compose("けい");
    await pass(10 * PAUSE);
    search.submit();
    expect([asked.length, search.getState().query]).toEqual([0, "けい"]);
    search.compose("経費");
    search.type("経費");
    await pass(PAUSE);
    expect(asked[0]?.query.q).toBe("経費");
  });

  it("asks for the word before when the next one is given up", async () => {
    search.type("経費");
    search.compose("経費せ");
    await pass(PAUSE);
    search.type("経費");
    await pass(PAUSE);
    expect(asked.map(({ query }) => query.q)).toEqual(["経費"]);
  });

  it("shows the answer to the last question only, however late an earlier one comes", async () => {
    search.type("one");
    await pass(PAUSE);
    search.type("two");
    await pass(PAUSE);
    expect(asked[0]?.signal?.aborted).toBe(true);
    await answer(found(["2"]));
    await answer(found(["1"]), 0);
    expect(hits()).toEqual(["2"]);
  });

  it("keeps the results of before until the new ones are there, and none when the field is emptied", async () => {
    search.type("one");
    await pass(PAUSE);
    await answer(found(["1"]));
    search.type("two");
    expect(hits()).toEqual(["1"]);
    search.clear();
    expect(search.getState()).toMatchObject({ status: "off", hits: [], query: "" });
    await pass(PAUSE);
    expect(asked).toHaveLength(1);
  });

  it("can be tried again when it failed, and goes on page by page without showing one twice", async () => {
    search.type("one");
    await pass(PAUSE);
    await answer(failed("NETWORK"));
    expect(search.getState()).toMatchObject({ status: "failed", error: { code: "NETWORK" } });
    search.retry();
    await answer(found(["1", "2"], "next"));
    void search.more();
    void search.more();
    expect(asked).toHaveLength(3);
    await answer(failed("NETWORK"));
    expect(search.getState()).toMatchObject({ more: "failed", status: "ready" });
    void search.more();
    expect(asked.at(-1)?.query).toEqual({ q: "one", cursor: "next" });
    await answer(found(["2", "3"]));
    expect([hits(), search.getState().hasMore]).toEqual([["1", "2", "3"], false]);
  });

  it("drops a further page of a search that is over", async () => {
    search.type("one");
    await pass(PAUSE);
    await answer(found(["1"], "next"));
    void search.more();
    search.type("two");
    await answer(found(["2"]));
    expect(hits()).toEqual(["1"]);
  });
});
