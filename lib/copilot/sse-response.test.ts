import { type BaseEvent, EventType } from "@ag-ui/core";
import { NEVER, Observable, of, Subject } from "rxjs";
import { expect, it, vi } from "vitest";
import { sseResponse } from "./sse-response";

const event = { type: EventType.CUSTOM, name: "n", value: "あ" } as BaseEvent;

it("writes each event as a frame and forbids caches and proxies to hold it back", async () => {
  const response = sseResponse(of(event, event), { requestId: "id" });
  expect(await response.text()).toBe(`data: ${JSON.stringify(event)}\n\n`.repeat(2));
  expect(response.headers.get("cache-control")).toMatch(/no-store.*no-transform/);
  expect(response.headers.get("x-accel-buffering")).toBe("no");
  expect(response.headers.get("x-request-id")).toBe("id");
});

it("hands an event on at once", async () => {
  const events = new Subject<BaseEvent>();
  const reader = sseResponse(events, { requestId: "id" }).body?.getReader();
  events.next(event);
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('"あ"');
  await reader?.cancel();
  expect(events.observed).toBe(false);
});

it("keeps a silent connection alive, and stops when the reader leaves", async () => {
  vi.useFakeTimers();
  try {
    const unsubscribed = vi.fn();
    const reader = sseResponse(new Observable<BaseEvent>(() => unsubscribed), {
      requestId: "id",
      keepAliveMs: 1_000,
    }).body?.getReader();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(": keep-alive\n\n");
    await reader?.cancel();
    expect(unsubscribed).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    await sseResponse(NEVER, { requestId: "id" }).body?.cancel();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
