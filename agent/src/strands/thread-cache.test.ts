import { describe, expect, it } from "vitest";
import { ThreadCache } from "./thread-cache.ts";

function setUp(limits = { idleMs: 1000, max: 3 }) {
  let now = 0;
  const cache = new ThreadCache<{ id: string }>(limits, () => now);
  const use = (id: string, keep = true) => {
    const value = cache.take(id, () => ({ id }));
    cache.release(id, value, keep);
    return value;
  };
  return { cache, use, wait: (ms: number) => (now += ms) };
}

describe("ThreadCache", () => {
  it("gives the same thread again while it is remembered", () => {
    const { use } = setUp();
    expect(use("a")).toBe(use("a"));
    expect(use("a")).not.toBe(use("b"));
  });

  it("forgets a thread that was idle too long, counted from its last use", () => {
    const { cache, use, wait } = setUp();
    const first = use("a");
    wait(999);
    expect(use("a")).toBe(first);
    wait(999);
    expect(use("a")).toBe(first);
    wait(1000);
    cache.evict();
    expect(cache.size).toBe(0);
    expect(use("a")).not.toBe(first);
  });

  it("keeps no more than its number, the longest idle goes first", () => {
    const { cache, use } = setUp();
    const [a, b] = [use("a"), use("b")];
    use("c");
    expect(use("a")).toBe(a);
    use("d");
    expect(cache.size).toBe(3);
    expect(use("a")).toBe(a);
    expect(use("b")).not.toBe(b);
  });

  it("never forgets a thread in use, however many or long", () => {
    const { cache, wait } = setUp();
    const values = ["a", "b", "c", "d", "e"].map((id) => cache.take(id, () => ({ id })));
    wait(10_000);
    cache.evict();
    expect(cache.size).toBe(5);
    for (const value of values) cache.release(value.id, value, true);
    expect(cache.size).toBe(3);
  });

  it("forgets at once a thread whose run broke off", () => {
    const { cache, use } = setUp();
    const first = use("a", false);
    expect(cache.size).toBe(0);
    expect(use("a")).not.toBe(first);
  });

  it("ignores the late release of a thread that was replaced", () => {
    const { cache, use } = setUp();
    const old = cache.take("a", () => ({ id: "old" }));
    cache.release("a", old, false);
    const fresh = cache.take("a", () => ({ id: "fresh" }));
    cache.release("a", old, false);
    expect(cache.take("a", () => ({ id: "other" }))).toBe(fresh);
    cache.release("a", fresh, true);
    expect(use("a")).toBe(fresh);
  });
});
