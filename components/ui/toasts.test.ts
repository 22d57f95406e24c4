import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createToasts, SHOWN_FOR, type Toasts } from "./toasts";

let toasts: Toasts;
const text = () => toasts.getState().map((toast) => toast.text);

beforeEach(() => {
  vi.useFakeTimers();
  toasts = createToasts({
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a message in passing", () => {
  it("stays ten seconds", () => {
    toasts.show("one");
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(text()).toEqual(["one"]);
    vi.advanceTimersByTime(1);
    expect(text()).toEqual([]);
  });

  it("stays as long as somebody points at it or has the focus in it, and then for the whole time", () => {
    toasts.show("one");
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    toasts.hold(true);
    vi.advanceTimersByTime(10 * SHOWN_FOR);
    expect(text()).toEqual(["one"]);
    toasts.hold(false);
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(text()).toEqual(["one"]);
    vi.advanceTimersByTime(1);
    expect(text()).toEqual([]);
  });

  it("gives way to a later one, which has its own time", () => {
    const first = toasts.show("one");
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    const second = toasts.show("two");
    expect([toasts.isShown(first), toasts.isShown(second)]).toEqual([false, true]);
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(text()).toEqual(["two"]);
  });

  it("that was closed while it was held does not hold the next one", () => {
    const first = toasts.show("one");
    toasts.hold(true);
    toasts.close(first);
    toasts.show("two");
    vi.advanceTimersByTime(SHOWN_FOR);
    expect(text()).toEqual([]);
  });

  it("gives way only to one of its topic: an undo stays for its time, whatever else happens", () => {
    const undo = toasts.show("deleted", { topic: "deleted" });
    vi.advanceTimersByTime(1_000);
    toasts.show("archived");
    toasts.show("failed", { tone: "problem" });
    expect(text()).toEqual(["deleted", "failed"]);
    expect(toasts.isShown(undo)).toBe(true);
    vi.advanceTimersByTime(SHOWN_FOR - 1_000);
    expect(text()).toEqual(["failed"]);
    toasts.show("two deleted", { topic: "deleted" });
    toasts.show("three deleted", { topic: "deleted" });
    expect(text()).toEqual(["failed", "three deleted"]);
  });
});
