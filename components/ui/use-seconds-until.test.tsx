import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { render } from "../testing/render";
import { useSecondsUntil } from "./use-seconds-until";

const Count = ({ to }: { to: number | null }) => <b>{useSecondsUntil(to)}</b>;
const NOW = Date.parse("2026-03-04T05:06:07Z");
const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

describe("the seconds until a moment", () => {
  it("are whole, never less than there are, and end, as does the timer", async () => {
    const { host } = await render(<Count to={NOW + 2_500} />);
    expect(host.textContent).toBe("3");
    await later(1_000);
    expect(host.textContent).toBe("2");
    await later(1_750);
    expect([host.textContent, vi.getTimerCount()]).toEqual(["0", 0]);
  });

  it("are right again when the computer has slept", async () => {
    const { host } = await render(<Count to={NOW + 60_000} />);
    vi.setSystemTime(NOW + 59_000);
    await later(250);
    expect(host.textContent).toBe("1");
  });

  it("leave no timer behind when what shows them goes, or waits for nothing any more", async () => {
    const { rerender } = await render(<Count to={NOW + 60_000} />);
    expect(vi.getTimerCount()).toBe(1);
    await rerender(<Count to={null} />);
    expect(vi.getTimerCount()).toBe(0);
    await rerender(<Count to={NOW + 60_000} />);
    await rerender(null);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("begin anew at once with another moment, and a moment that is none does no harm", async () => {
    const { host, rerender } = await render(<Count to={NOW} />);
    expect(host.textContent).toBe("0");
    await rerender(<Count to={NOW + 5_000} />);
    expect(host.textContent).toBe("5");
    await rerender(<Count to={Number.NaN} />);
    expect(host.textContent).toBe("0");
  });
});
