import { type BaseEvent, EventType } from "@ag-ui/core";
import { NEVER, Observable, of, Subject } from "rxjs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "../log";
import { sseResponse } from "./sse-response";

afterEach(() => vi.restoreAllMocks());

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
    const usual = sseResponse(NEVER, { requestId: "id" }).body?.getReader();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(new TextDecoder().decode((await usual?.read())?.value)).toBe(": keep-alive\n\n");
    await usual?.cancel();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

describe("a stream that must not outlive its session", () => {
  const last = { type: EventType.RUN_ERROR, code: "SIGN_IN_EXPIRED", message: "m" } as BaseEvent;
  const session = () => {
    const watchers = new Set<() => void>();
    const watch = (over: () => void) => {
      watchers.add(over);
      return () => void watchers.delete(over);
    };
    const end = () => {
      for (const over of [...watchers]) over();
    };
    return { watchers, end, within: { watch, lastEvent: () => last } };
  };
  async function* waiting(left: () => void): AsyncGenerator<BaseEvent> {
    try {
      yield event;
      await new Promise((resolve) => setTimeout(resolve, 20));
      yield event;
    } finally {
      left();
    }
  }
  const sources = (left: () => void) =>
    [
      [
        "that pushes",
        new Observable<BaseEvent>((to) => {
          to.next(event);
          return left;
        }),
      ],
      ["that is pulled", waiting(left)],
    ] as const;

  it.each([0, 1])("says what was said, that the sign-in is over, and nothing more (source %i)", async (which) => {
    const left = vi.fn();
    const { watchers, end, within } = session();
    const source = sources(left)[which]?.[1] ?? NEVER;
    const text = sseResponse(source, { requestId: "id", within }).text();
    await new Promise((resolve) => setTimeout(resolve, 5));
    end();
    expect(await text).toBe([event, last].map((one) => `data: ${JSON.stringify(one)}\n\n`).join(""));
    expect(watchers.size).toBe(0);
    await vi.waitFor(() => expect(left).toHaveBeenCalledOnce());
  });

  it.each([0, 1])("is not watched any more when its reader leaves (source %i)", async (which) => {
    const { watchers, end, within } = session();
    const body = sseResponse(sources(vi.fn())[which]?.[1] ?? NEVER, { requestId: "id", within }).body;
    expect(watchers.size).toBe(1);
    await body?.cancel();
    expect(watchers.size).toBe(0);
    end();
  });

  it("is not watched any more when it has come to its own end, or was broken off", async () => {
    vi.spyOn(log, "warn").mockReturnValue();
    const { watchers, within } = session();
    await sseResponse(of(event), { requestId: "id", within }).text();
    async function* two(): AsyncGenerator<BaseEvent> {
      yield event;
    }
    await sseResponse(two(), { requestId: "id", within }).text();
    const broken = sseResponse(of({ ...event, value: 1n } as BaseEvent), { requestId: "id", within });
    await expect(broken.text()).rejects.toThrow();
    expect(watchers.size).toBe(0);
  });
});

/** 100 kB as it is sent. */
const large = { type: EventType.CUSTOM, name: "n", value: "x".repeat(100_000) } as BaseEvent;
const MB = 1024 * 1024;

describe("a source that does not wait", () => {
  it("is left by a reader that never reads, before much has piled up", async () => {
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    const events = new Subject<BaseEvent>();
    const reader = sseResponse(events, { requestId: "id" }).body?.getReader();
    let sent = 0;
    while (events.observed && sent < 300) {
      events.next(large);
      sent += 1;
    }
    expect(sent * 100_000).toBeGreaterThan(4 * MB);
    expect(sent * 100_000).toBeLessThan(5 * MB);
    // What waited is gone too, and the browser sees a cut stream.
    await expect(reader?.read()).rejects.toMatchObject({ name: "AbortError" });
    expect(warn).toHaveBeenCalledWith(expect.objectContaining({ requestId: "id" }), expect.any(String));
    events.next(large);
    events.complete();
  });

  it("may say any amount to a reader that keeps up, and one event of any size", async () => {
    const events = new Subject<BaseEvent>();
    const reader = sseResponse(events, { requestId: "id" }).body?.getReader();
    let got = 0;
    for (const value of [...Array<string>(300).fill("x".repeat(100_000)), "y".repeat(9 * MB)]) {
      events.next({ ...large, value } as BaseEvent);
      got += (await reader?.read())?.value?.byteLength ?? 0;
    }
    expect(got).toBeGreaterThan(37 * MB);
    expect(events.observed).toBe(true);
    await reader?.cancel();
  });

  it("is left at once when it says too much in one go", async () => {
    vi.spyOn(log, "warn").mockReturnValue();
    const response = sseResponse(of(...Array<BaseEvent>(100).fill(large)), { requestId: "id" });
    await expect(response.text()).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each([
    ["says what cannot be written", (events: Subject<BaseEvent>) => events.next({ ...large, value: 1n } as BaseEvent)],
    ["fails", (events: Subject<BaseEvent>) => events.error(new Error("secret"))],
  ])("breaks the stream off when it %s, and nothing is thrown at it", async (_, act) => {
    const warn = vi.spyOn(log, "warn").mockReturnValue();
    const thrown = vi.fn();
    process.once("uncaughtException", thrown);
    const events = new Subject<BaseEvent>();
    const text = sseResponse(events, { requestId: "id" }).text();
    act(events);
    await expect(text).rejects.toThrow("the event stream was broken off");
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off("uncaughtException", thrown);
    expect(thrown).not.toHaveBeenCalled();
    expect(events.observed).toBe(false);
    expect(warn).toHaveBeenCalledOnce();
  });
});

describe("a source that waits", () => {
  const counted = (last = Number.POSITIVE_INFINITY) => {
    const seen = { given: 0, ended: false };
    async function* events(): AsyncGenerator<BaseEvent> {
      try {
        while (seen.given < last) {
          seen.given += 1;
          yield large;
        }
      } finally {
        seen.ended = true;
      }
    }
    return { seen, events: events() };
  };

  it("is asked for no more than is taken, and ended when the reader leaves", async () => {
    const { seen, events } = counted();
    const reader = sseResponse(events, { requestId: "id" }).body?.getReader();
    for (let taken = 1; taken <= 20; taken++) {
      await reader?.read();
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(seen.given).toBeLessThanOrEqual(taken + 2);
    }
    expect(seen.ended).toBe(false);
    await reader?.cancel();
    expect(seen.ended).toBe(true);
  });

  it("comes whole", async () => {
    const { seen, events } = counted(100);
    expect((await sseResponse(events, { requestId: "id" }).text()).length).toBeGreaterThan(100 * 100_000);
    expect(seen.ended).toBe(true);
  });

  it("breaks the stream off when it fails or says what cannot be written", async () => {
    vi.spyOn(log, "warn").mockReturnValue();
    async function* failing(): AsyncGenerator<BaseEvent> {
      yield event;
      throw new Error("secret");
    }
    async function* unwritable(): AsyncGenerator<BaseEvent> {
      yield { ...event, value: 1n } as BaseEvent;
    }
    for (const source of [failing(), unwritable()])
      await expect(sseResponse(source, { requestId: "id" }).text()).rejects.toThrow("the event stream was broken off");
  });

  it("keeps a silent connection alive, but piles nothing up for a reader that does not read", async () => {
    vi.useFakeTimers();
    try {
      async function* silent(): AsyncGenerator<BaseEvent> {
        yield large;
        await new Promise(() => undefined);
      }
      const body = sseResponse(silent(), { requestId: "id", keepAliveMs: 1_000 }).body;
      const reader = body?.getReader();
      await vi.advanceTimersByTimeAsync(60_000);
      expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(100_000);
      await vi.advanceTimersByTimeAsync(1_000);
      expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(": keep-alive\n\n");
      void reader?.cancel();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
