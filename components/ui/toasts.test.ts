import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createToasts, SHOWN_FOR, type Toasts } from "./toasts";

let toasts: Toasts;
const text = () => toasts.getState()?.text ?? null;

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
    expect(text()).toBe("one");
    vi.advanceTimersByTime(1);
    expect(text()).toBeNull();
  });

  it("stays as long as somebody points at it or has the focus in it, and then for the whole time", () => {
    toasts.show("one");
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    toasts.hold(true);
    vi.advanceTimersByTime(10 * SHOWN_FOR);
    expect(text()).toBe("one");
    toasts.hold(false);
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(text()).toBe("one");
    vi.advanceTimersByTime(1);
    expect(text()).toBeNull();
  });

  it("gives way to a later one, which has its own time", () => {
    const first = toasts.show("one");
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    const second = toasts.show("two");
    expect([toasts.isShown(first), toasts.isShown(second)]).toEqual([false, true]);
    vi.advanceTimersByTime(SHOWN_FOR - 1);
    expect(text()).toBe("two");
  });

  it("that was closed while it was held does not hold the next one", () => {
    toasts.show("one");
    toasts.hold(true);
    toasts.close();
    toasts.show("two");
    vi.advanceTimersByTime(SHOWN_FOR);
    expect(text()).toBeNull();
  });
});
