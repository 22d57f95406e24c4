import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../log";
import { tellSessionEnded, watchedSessions, watchSession } from "./session-watch";
import type { SessionKey } from "./sessions";

const state = vi.hoisted(() => ({ asked: [] as string[][], over: new Set<string>(), fails: false }));
vi.mock("../config", () => ({ getConfig: () => ({ runHeartbeatMs: 1_000, sessionIdleSeconds: 60 }) }));
vi.mock("../db/client", () => ({ database: async () => ({}) }));
vi.mock("./sessions", () => ({
  endedSessions: async (_: unknown, keys: SessionKey[]) => {
    state.asked.push(keys.map(({ sid }) => sid));
    if (state.fails) throw new Error("database down");
    return keys.filter(({ sid }) => state.over.has(sid));
  },
}));

const key = (sid: string) => ({ sid, userId: "u" });

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(state, { asked: [], over: new Set(), fails: false });
});
afterEach(() => {
  expect(watchedSessions()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("watchSession", () => {
  it("tells every stream of a session within a heartbeat of its end, once, and those of others nothing", async () => {
    const [one, two, other] = [vi.fn(), vi.fn(), vi.fn()];
    watchSession(key("s"), one);
    watchSession(key("s"), two);
    const leave = watchSession(key("t"), other);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(one).not.toHaveBeenCalled();
    state.over.add("s");
    await vi.advanceTimersByTimeAsync(1_000);
    expect([one, two].map((fn) => fn.mock.calls.length)).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect([one, two, other].map((fn) => fn.mock.calls.length)).toEqual([1, 1, 0]);
    leave();
  });

  it("asks once a heartbeat for all of them, and not at all when there are none", async () => {
    const leave = ["s", "s", "t"].map((sid) => watchSession(key(sid), vi.fn()));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state.asked).toEqual([
      ["s", "t"],
      ["s", "t"],
    ]);
    for (const stop of leave) stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(state.asked).toHaveLength(2);
  });

  it("tells at once of what this process has ended", () => {
    const [ended, other] = [vi.fn(), vi.fn()];
    watchSession(key("s"), ended);
    const leave = watchSession({ sid: "s", userId: "somebody else" }, other);
    tellSessionEnded(key("s"));
    expect(ended).toHaveBeenCalledOnce();
    expect(other).not.toHaveBeenCalled();
    leave();
    tellSessionEnded(key("s"));
    expect(ended).toHaveBeenCalledOnce();
  });

  it("ends nothing because the database does not answer", async () => {
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    const ended = vi.fn();
    watchSession(key("s"), ended);
    state.fails = true;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(ended).not.toHaveBeenCalled();
    expect(warn).toHaveBeenCalled();
    Object.assign(state, { fails: false, over: new Set(["s"]) });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ended).toHaveBeenCalledOnce();
  });

  it("ends the other streams when one of them fails at it", () => {
    vi.spyOn(log, "error").mockReturnValue();
    const ended = vi.fn();
    watchSession(key("s"), () => {
      throw new Error("broken");
    });
    watchSession(key("s"), ended);
    tellSessionEnded(key("s"));
    expect(ended).toHaveBeenCalledOnce();
  });

  it("leaves nothing behind, however a stream leaves: itself, twice, or from within its end", () => {
    const stops: (() => void)[] = [];
    stops.push(watchSession(key("s"), () => stops[0]?.()));
    tellSessionEnded(key("s"));
    const again = watchSession(key("s"), vi.fn());
    stops[0]?.();
    expect(watchedSessions()).toBe(1);
    again();
    again();
  });
});
