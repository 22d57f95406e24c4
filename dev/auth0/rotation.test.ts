import { describe, expect, it } from "vitest";
import { mayExchange, refreshTokenTtl } from "./rotation";

const now = 1_000_000;

describe("mayExchange", () => {
  const used = (rotations: number, ago: number) => ({ rotations, consumedAt: now - ago });
  const fresh = (rotations: number) => ({ rotations });

  it("lets a token be exchanged once, however old its family", () => {
    expect(mayExchange(fresh(5), [used(4, 9), fresh(5)], 0, now)).toBe(true);
  });

  it("lets the previous token be exchanged again within the overlap, and not after it", () => {
    expect(mayExchange(used(0, 4_999), [used(0, 4_999), fresh(1)], 5_000, now)).toBe(true);
    expect(mayExchange(used(0, 5_000), [used(0, 5_000), fresh(1)], 5_000, now)).toBe(false);
  });

  it("allows no reuse without an overlap, not even at the same moment", () => {
    expect(mayExchange(used(0, 0), [used(0, 0)], 0, now)).toBe(false);
  });

  it("refuses a token whose successor has been exchanged, even within the overlap", () => {
    expect(mayExchange(used(0, 10), [used(0, 10), used(1, 5), fresh(2)], 5_000, now)).toBe(false);
  });

  it("does not count a sibling that came out of the same overlap", () => {
    expect(mayExchange(used(1, 10), [used(0, 20), used(1, 10), used(1, 5), fresh(2)], 5_000, now)).toBe(true);
  });
});

describe("refreshTokenTtl", () => {
  const lifetimes = { refreshIdleSeconds: 100, refreshAbsoluteSeconds: 250 };

  it.each([
    ["the idle lifetime at first", 0, 100],
    ["what is left of the absolute lifetime later", 200, 50],
    ["never nothing, which would mean for ever", 251, 1],
  ])("is %s", (_name, age, ttl) => {
    expect(refreshTokenTtl({ startedAt: 5_000 }, lifetimes, 5_000 + age)).toBe(ttl);
  });
});
