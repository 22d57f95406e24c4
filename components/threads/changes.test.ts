import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ThreadChanges } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";
import {
  ASK_EVERY,
  type ChangedThread,
  type ChangesPorts,
  createChanges,
  FULL_ANSWER,
  GIVE_UP_AFTER,
  LONGEST_WAIT,
} from "./changes";

type Answer = ApiResult<ThreadChanges>;
const failed = (code: "NETWORK" | "BAD_REQUEST" | "SIGN_IN_EXPIRED"): Answer => ({
  ok: false,
  error: { code, message: null, requestId: null },
});
const changed = (id: string): ChangedThread => ({
  id,
  agentId: "a",
  title: id,
  pinned: false,
  archived: false,
  running: false,
  unread: false,
  activeAt: "2025-01-01T00:00:00Z",
  deleted: false,
  headId: null,
  runId: null,
});

const full = (name: string) => Array.from({ length: FULL_ANSWER }, (_, index) => changed(`${name}${index}`));

let asked: (string | null)[];
let answer: (since: string | null, signal: AbortSignal) => Answer | Promise<Answer>;
let awake: boolean;
let wake: () => void;
let hear: () => void;
let told: number;
let count: number;

const ports: ChangesPorts = {
  ask: async (since, signal) => {
    asked.push(since);
    return answer(since, signal);
  },
  awake: () => awake,
  onWake: (listener) => {
    wake = listener;
    return () => {
      wake = () => {};
    };
  },
  connect: (heard) => {
    hear = heard;
    return {
      tell: () => {
        told += 1;
      },
      close: () => {},
    };
  },
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  [asked, awake, told, count] = [[], true, 0, 0];
  answer = () => {
    count += 1;
    return { ok: true, value: { cursor: `c${count}`, threads: [] } };
  };
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what changed", () => {
  it("is asked for at once and then every five seconds, each time from where the last answer ended", async () => {
    const stop = createChanges(ports).start();
    await pass(0);
    await pass(2 * ASK_EVERY);
    expect(asked).toEqual([null, "c1", "c2"]);
    stop();
    await pass(10 * ASK_EVERY);
    expect(asked).toHaveLength(3);
  });

  it("reaches every listener until it leaves, and is never an empty list", async () => {
    const changes = createChanges(ports);
    const heard: string[] = [];
    const leave = changes.subscribe((threads) => heard.push(`1:${threads[0]?.id}`));
    changes.subscribe((threads) => heard.push(`2:${threads[0]?.id}`));
    changes.start();
    await pass(0);
    expect(heard).toEqual([]);
    answer = () => ({ ok: true, value: { cursor: "n", threads: [changed("t")] } });
    await pass(ASK_EVERY);
    leave();
    await pass(ASK_EVERY);
    expect(heard).toEqual(["1:t", "2:t", "2:t"]);
  });

  it("is not asked for by a tab that nobody looks at, and at once when somebody does again", async () => {
    createChanges(ports).start();
    await pass(0);
    awake = false;
    await pass(10 * ASK_EVERY);
    expect(asked).toHaveLength(1);
    wake();
    expect(asked).toHaveLength(1);
    awake = true;
    wake();
    await pass(0);
    expect(asked).toEqual([null, "c1"]);
    await pass(ASK_EVERY);
    expect(asked).toHaveLength(3);
  });

  it("is asked for once even in a tab opened in the background, so that its list can load", async () => {
    awake = false;
    createChanges(ports).start();
    await pass(10 * ASK_EVERY);
    expect(asked).toEqual([null]);
  });

  it("is asked for at once after a nudge, which the other tabs hear too and do not pass on", async () => {
    const changes = createChanges(ports);
    changes.start();
    await pass(0);
    changes.nudge();
    await pass(0);
    expect([asked.length, told]).toEqual([2, 1]);
    hear();
    await pass(0);
    expect([asked.length, told]).toEqual([3, 1]);
    // The rhythm starts anew: no second timer is left over from before the nudges.
    await pass(ASK_EVERY - 1);
    expect(asked).toHaveLength(3);
    await pass(1);
    expect(asked).toHaveLength(4);
  });

  it("is asked for by one request at a time; nudges meanwhile lead to exactly one more", async () => {
    const changes = createChanges(ports);
    changes.start();
    await pass(0);
    const waiting: ((value: Answer) => void)[] = [];
    answer = () => new Promise((resolve) => waiting.push(resolve));
    changes.nudge();
    changes.nudge();
    hear();
    await pass(0);
    expect(asked).toHaveLength(2);
    waiting[0]?.({ ok: true, value: { cursor: "x", threads: [] } });
    await pass(0);
    expect(asked).toEqual([null, "c1", "x"]);
    waiting[1]?.({ ok: true, value: { cursor: "y", threads: [] } });
    await pass(ASK_EVERY - 1);
    expect(asked).toHaveLength(3);
  });

  it("is asked for ever more rarely while the site does not answer, and in the old rhythm once it does", async () => {
    createChanges(ports).start();
    await pass(0);
    answer = () => failed("NETWORK");
    const moments: number[] = [];
    const begin = Date.now();
    for (let seen = asked.length; Date.now() - begin < 300_000; await pass(1_000)) {
      if (asked.length > seen) moments.push((Date.now() - begin) / 1_000);
      seen = asked.length;
    }
    expect(moments).toEqual([5, 15, 35, 75, 135, 195, 255]);
    expect(asked.at(-1)).toBe("c1");
    answer = () => ({ ok: true, value: { cursor: "back", threads: [] } });
    wake();
    await pass(0);
    const before = asked.length;
    await pass(ASK_EVERY);
    expect(asked.length).toBe(before + 1);
  });

  it("is asked for at once after a full answer, until there is no more, and not over and over for the same one", async () => {
    createChanges(ports).start();
    await pass(0);
    const pages = [full("x"), full("y"), [changed("z")]];
    answer = () => ({ ok: true, value: { cursor: "n", threads: pages.shift() ?? [] } });
    await pass(ASK_EVERY);
    expect(asked).toHaveLength(4);
    answer = () => ({ ok: true, value: { cursor: "n", threads: full("x") } });
    await pass(ASK_EVERY);
    expect(asked).toHaveLength(6);
  });

  it("is asked for ever more seldom once the sign-in has expired: it may be renewed in another tab", async () => {
    const changes = createChanges(ports);
    changes.start();
    await pass(0);
    answer = () => failed("SIGN_IN_EXPIRED");
    await pass(120 * ASK_EVERY);
    expect(asked.length).toBeLessThan(15);
    answer = () => ({ ok: true, value: { cursor: "back", threads: [] } });
    await pass(LONGEST_WAIT);
    expect(asked.at(-1)).toBe("back");
    const before = asked.length;
    await pass(2 * ASK_EVERY);
    expect(asked.length).toBe(before + 2);
  });

  it("begins anew with a cursor that the server no longer knows, and says so", async () => {
    const changes = createChanges(ports);
    const begun: string[] = [];
    changes.onRestart(() => begun.push("begun"));
    changes.start();
    await pass(0);
    expect(begun).toHaveLength(1);
    answer = () => failed("BAD_REQUEST");
    await pass(ASK_EVERY);
    expect(begun).toHaveLength(1);
    answer = () => ({ ok: true, value: { cursor: "new", threads: [] } });
    await pass(2 * ASK_EVERY);
    expect(asked).toEqual([null, "c1", null]);
    expect(begun).toHaveLength(2);
  });

  it("that cannot be asked for keeps nobody from loading; once it can be, what was loaded is loaded again", async () => {
    const changes = createChanges(ports);
    let begun = 0;
    changes.onRestart(() => {
      begun += 1;
    });
    answer = () => failed("NETWORK");
    changes.start();
    await pass(0);
    expect(begun).toBe(1);
    await pass(2 * ASK_EVERY);
    expect(begun).toBe(1);
    answer = () => ({ ok: true, value: { cursor: "c", threads: [] } });
    await pass(8 * ASK_EVERY);
    expect(begun).toBe(2);
  });

  it("is not waited for longer than a request may take", async () => {
    answer = (_since, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve(failed("NETWORK"))));
    createChanges(ports).start();
    await pass(GIVE_UP_AFTER);
    await pass(2 * ASK_EVERY);
    expect(asked).toEqual([null, null]);
  });

  it("of a request that was stopped is not told, also when asking was begun again meanwhile", async () => {
    const changes = createChanges(ports);
    const heard: string[] = [];
    changes.subscribe((threads) => heard.push(threads[0]?.id ?? ""));
    const waiting: ((value: Answer) => void)[] = [];
    answer = () => new Promise((resolve) => waiting.push(resolve));
    changes.start()();
    changes.start();
    await pass(0);
    waiting[0]?.({ ok: true, value: { cursor: "old", threads: [changed("old")] } });
    waiting[1]?.({ ok: true, value: { cursor: "new", threads: [changed("new")] } });
    await pass(ASK_EVERY);
    expect(heard).toEqual(["new"]);
    expect(asked).toEqual([null, null, "new"]);
  });
});
