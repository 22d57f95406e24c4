import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drainOnExit, isDraining } from "./drain";
import { onRelease } from "./nudge";

const runs = vi.hoisted(() => ({ live: [] as { runId: string }[], interrupted: 0, cut: 0 }));
vi.mock("../http/leaving", () => ({
  keepNoConnection: () => undefined,
  knowServers: () => undefined,
  cutConnections: () => {
    runs.cut++;
  },
}));
vi.mock("../log", () => ({ log: { info: () => undefined } }));
vi.mock("./lease-keeper", () => ({
  liveRuns: () => runs.live,
  liveRun: (runId: string) => runs.live.find((run) => run.runId === runId) ?? null,
  interruptLiveRuns: () => {
    runs.interrupted++;
  },
}));

let signals: EventEmitter;
let exitCode: typeof process.exitCode;

beforeEach(() => {
  vi.useFakeTimers();
  signals = new EventEmitter();
  exitCode = process.exitCode;
  Object.assign(runs, { live: [{ runId: "own" }], interrupted: 0, cut: 0 });
  for (const name of ["draining", "nudges"])
    delete (globalThis as Record<symbol, unknown>)[Symbol.for(`agentcore-chat.${name}`)];
});
afterEach(() => {
  process.exitCode = exitCode;
  vi.useRealTimers();
});

describe("SIGTERM", () => {
  it("lets running answers go on for that long, then interrupts what is left", async () => {
    drainOnExit({ drainMs: 5_000, signals });
    expect(isDraining()).toBe(false);
    signals.emit("SIGTERM");
    expect(isDraining()).toBe(true);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(runs.interrupted).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs.interrupted).toBe(1);
  });

  it("lets readers of another instance's answer go at once, and those of its own when it interrupts them", async () => {
    drainOnExit({ drainMs: 5_000, signals });
    const gone: string[] = [];
    onRelease("own", () => gone.push("own"));
    onRelease("other", () => gone.push("other"));
    signals.emit("SIGTERM");
    expect(gone).toEqual(["other"]);
    onRelease("other", () => gone.push("other, begun later"));
    onRelease("own", () => gone.push("own, begun later"));
    expect(gone).toEqual(["other", "other, begun later"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(gone).toEqual(["other", "other, begun later", "own", "own, begun later"]);
  });

  it("that comes a second time, and SIGINT, end the waiting", () => {
    drainOnExit({ drainMs: 5_000, signals });
    signals.emit("SIGTERM");
    expect(runs.interrupted).toBe(0);
    signals.emit("SIGTERM");
    expect(runs.interrupted).toBe(1);
    signals.emit("SIGINT");
    expect(runs.interrupted).toBe(2);
  });

  it.each([
    ["with nothing running", 5_000, []],
    ["with no time given", 0, [{ runId: "own" }]],
  ])("%s ends at once: a run that begins in that moment is interrupted", (_title, drainMs, live) => {
    runs.live = live;
    drainOnExit({ drainMs, signals });
    signals.emit("SIGTERM");
    expect(runs.interrupted).toBe(1);
  });

  it("cuts connections that would keep the process, and only when the last answers had time to arrive", async () => {
    drainOnExit({ drainMs: 5_000, signals });
    signals.emit("SIGTERM");
    await vi.advanceTimersByTimeAsync(9_999);
    expect(runs.cut).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs.cut).toBe(1);
  });

  it("is no failure: the process ends with 0, unless it fails otherwise", () => {
    drainOnExit({ drainMs: 0, signals });
    signals.emit("SIGTERM");
    process.exitCode = 143;
    signals.emit("exit", 143);
    expect(process.exitCode).toBe(0);
  });

  it("does not make a failure a success", () => {
    drainOnExit({ drainMs: 0, signals });
    signals.emit("SIGTERM");
    process.exitCode = 1;
    signals.emit("exit", 1);
    expect(process.exitCode).toBe(1);
  });
});

describe("SIGINT", () => {
  it("interrupts at once, and nothing begins after it", () => {
    drainOnExit({ drainMs: 5_000, signals });
    signals.emit("SIGINT");
    expect([isDraining(), runs.interrupted]).toEqual([true, 1]);
  });
});
