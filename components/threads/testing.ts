import type { ThreadSummary } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";
import type { ChangedThread } from "./changes";
import type { ThreadApi } from "./thread-api";

/** A conversation for tests, active at this minute of a day in September. */
export function threadAt(id: string, minute: number, rest: Partial<ThreadSummary> = {}): ThreadSummary {
  const activeAt = new Date(Date.UTC(2025, 8, 30, 0, minute)).toISOString();
  return {
    id,
    agentId: "default",
    title: `Title of ${id}`,
    pinned: false,
    archived: false,
    running: false,
    waiting: false,
    unread: false,
    activeAt,
    ...rest,
  };
}

export function changedThread(thread: ThreadSummary, rest: Partial<ChangedThread> = {}): ChangedThread {
  return { ...thread, deleted: false, headId: null, runId: null, ...rest };
}

export const ok = <T>(value: T): ApiResult<T> => ({ ok: true, value });
export const failed = (code: "NETWORK" | "NOT_FOUND" | "INTERNAL" = "INTERNAL"): ApiResult<never> => ({
  ok: false,
  error: { code, message: null, requestId: null },
});

type Call = { [K in keyof ThreadApi]: { name: K; args: Parameters<ThreadApi[K]> } }[keyof ThreadApi];

/** A server whose answers a test gives one by one, in any order. */
export function createManualApi() {
  const calls: (Call & { answer: (result: ApiResult<unknown>) => Promise<void> })[] = [];
  const method =
    <K extends keyof ThreadApi>(name: K) =>
    (...args: Parameters<ThreadApi[K]>) =>
      new Promise<never>((resolve) => {
        const answer = async (result: ApiResult<unknown>) => {
          resolve(result as never);
          // Past the promises between the answer and what it leads to.
          await new Promise((settled) => setImmediate(settled));
        };
        calls.push({ name, args, answer } as (typeof calls)[number]);
      });
  const api: ThreadApi = {
    list: method("list"),
    patch: method("patch"),
    remove: method("remove"),
    removeAll: method("removeAll"),
  };
  return {
    api,
    calls,
    /** The call made last; fails the test when there is none. */
    last() {
      const call = calls.at(-1);
      if (!call) throw new Error("nothing was asked of the server");
      return call;
    },
  };
}
