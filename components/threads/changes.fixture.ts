import { afterEach, beforeEach, vi } from "vitest";
import type { ThreadChanges } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";
import { type ChangedThread, type ChangesPorts, FULL_ANSWER } from "./changes";

export type Answer = ApiResult<ThreadChanges>;
export const failed = (code: "NETWORK" | "BAD_REQUEST" | "SIGN_IN_EXPIRED"): Answer => ({
  ok: false,
  error: { code, message: null, requestId: null },
});
export const changed = (id: string): ChangedThread => ({
  id,
  agentId: "a",
  title: id,
  pinned: false,
  archived: false,
  running: false,
  waiting: false,
  unread: false,
  activeAt: "2025-01-01T00:00:00Z",
  deleted: false,
  headId: null,
  runId: null,
});

export const full = (name: string) => Array.from({ length: FULL_ANSWER }, (_, index) => changed(`${name}${index}`));

/** What was asked and told, what the server answers, and the tab as its ports know it. */
export const tab = {
  asked: [] as (string | null)[],
  answer: (() => failed("NETWORK")) as (since: string | null, signal: AbortSignal) => Answer | Promise<Answer>,
  awake: true,
  wake: () => {},
  hear: () => {},
  told: 0,
  count: 0,
};

export const ports: ChangesPorts = {
  ask: async (since, signal) => {
    tab.asked.push(since);
    return tab.answer(since, signal);
  },
  awake: () => tab.awake,
  onWake: (listener) => {
    tab.wake = listener;
    return () => {
      tab.wake = () => {};
    };
  },
  connect: (heard) => {
    tab.hear = heard;
    return {
      tell: () => {
        tab.told += 1;
      },
      close: () => {},
    };
  },
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  [tab.asked, tab.awake, tab.told, tab.count] = [[], true, 0, 0];
  tab.answer = () => {
    tab.count += 1;
    return { ok: true, value: { cursor: `c${tab.count}`, threads: [] } };
  };
});
afterEach(() => {
  vi.useRealTimers();
});
