import { beforeEach, describe, expect, it, vi } from "vitest";
import { createWarmUp } from "./warm-up";

let [may, now] = [true, 0];
const ask = vi.fn();
const start = () => createWarmUp({ ask, mayAsk: () => may, now: () => now });
const MINUTE = 60_000;

beforeEach(() => {
  ask.mockClear();
  [may, now] = [true, 0];
});

describe("a warm-up", () => {
  it("is asked for once, however often one is about to write", () => {
    const { soon } = start();
    for (let i = 0; i < 50; i++) soon();
    expect(ask).toHaveBeenCalledOnce();
  });

  it("is asked for again when the session may have ended meanwhile", () => {
    const { soon } = start();
    soon();
    now = 9 * MINUTE;
    soon();
    expect(ask).toHaveBeenCalledOnce();
    now = 11 * MINUTE;
    soon();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("waits while the page is out of sight or offline, and never comes when nobody wanted it", () => {
    const { soon, look } = start();
    look();
    expect(ask).not.toHaveBeenCalled();
    may = false;
    soon();
    look();
    expect(ask).not.toHaveBeenCalled();
    may = true;
    look();
    look();
    expect(ask).toHaveBeenCalledOnce();
  });
});
