import { type BaseEvent, EventType } from "@ag-ui/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coalesce } from "./coalesce";
import { fold } from "./fold";
import { createLogWriter } from "./log-writer";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const start = { type: EventType.TEXT_MESSAGE_START, messageId: "m", role: "assistant" } as BaseEvent;
const word = (delta: string, messageId = "m") =>
  ({ type: EventType.TEXT_MESSAGE_CONTENT, messageId, delta }) as BaseEvent;

function writer(append: (batch: { seq: number; events: BaseEvent[] }) => Promise<boolean> = async () => true) {
  const batches: { seq: number; events: BaseEvent[] }[] = [];
  const ports = { written: vi.fn(), lost: vi.fn(), failed: vi.fn(), unfoldable: vi.fn() };
  const made = createLogWriter(
    {
      ...ports,
      append: async (batch) => {
        const kept = await append(batch);
        if (kept) batches.push(batch);
        return kept;
      },
    },
    { messages: [], state: {} },
  );
  return { ...made, ...ports, batches };
}

describe("createLogWriter", () => {
  it("writes structure at once, and joins words that come within 150 ms", async () => {
    const log = writer();
    log.push(start);
    await vi.advanceTimersByTimeAsync(0);
    expect(log.batches).toEqual([{ seq: 1, events: [start] }]);
    for (const text of ["a", "b", "c"]) log.push(word(text));
    await vi.advanceTimersByTimeAsync(149);
    expect(log.batches).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(log.batches[1]).toEqual({ seq: 2, events: [word("abc")] });
    expect(log.covered().folded.messages).toEqual([{ id: "m", role: "assistant", content: "abc" }]);
    expect(log.covered().seq).toBe(2);
  });

  it("does not wait with much text, nor with many things at once", async () => {
    const log = writer();
    log.push(start);
    log.push(word("x".repeat(128 * 1024)));
    await vi.advanceTimersByTimeAsync(0);
    expect(log.batches.at(-1)?.seq).toBe(2);
    for (const messageId of ["m0", "m1"]) log.push({ ...start, messageId } as BaseEvent);
    await vi.advanceTimersByTimeAsync(0);
    for (let i = 0; i < 64; i++) log.push(word("y", `m${i % 2}`));
    await vi.advanceTimersByTimeAsync(0);
    expect(log.batches.at(-1)?.seq).toBe(68);
  });

  it("keeps what could not be written, in order, and writes it with the next batch", async () => {
    let broken = true;
    const log = writer(async () => {
      if (broken) throw new Error("the database is away");
      return true;
    });
    log.push(start);
    log.push(word("one "));
    await log.flush();
    expect(log.failed).toHaveBeenCalled();
    expect(log.isWritten()).toBe(false);
    broken = false;
    log.push(word("two"));
    await log.flush();
    expect(log.batches).toEqual([{ seq: 3, events: [start, word("one "), word("two")] }]);
    expect(log.isWritten()).toBe(true);
    expect(log.covered().folded.messages).toMatchObject([{ content: "one two" }]);
  });

  it("writes one batch at a time, whatever comes meanwhile", async () => {
    const order: string[] = [];
    const log = writer(async ({ seq }) => {
      order.push(`begin ${seq}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      order.push(`end ${seq}`);
      return true;
    });
    log.push(start);
    log.push({ ...start, messageId: "n" } as BaseEvent);
    await vi.advanceTimersByTimeAsync(200);
    for (const [index, line] of order.entries()) expect(line).toMatch(index % 2 === 0 ? /^begin/ : /^end/);
    expect(log.batches.flatMap((batch) => batch.events)).toHaveLength(2);
  });

  it("writes nothing more once the lease is lost", async () => {
    let held = true;
    const log = writer(async () => held);
    log.push(start);
    await log.flush();
    held = false;
    log.push(word("too late"));
    await log.flush();
    expect(log.lost).toHaveBeenCalledTimes(1);
    log.push(word("again"));
    await log.flush();
    expect(log.lost).toHaveBeenCalledTimes(1);
    expect(log.batches).toHaveLength(1);
  });
});

describe("coalesce", () => {
  it("changes nothing of what the events amount to", async () => {
    vi.useRealTimers();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 40; round++) {
      const events: BaseEvent[] = [start, { ...start, messageId: "n" } as BaseEvent];
      events.push({ type: EventType.TOOL_CALL_START, toolCallId: "c", toolCallName: "f" } as BaseEvent);
      events.push({ type: EventType.REASONING_MESSAGE_START, messageId: "r", role: "reasoning" } as BaseEvent);
      for (let i = 0; i < 60; i++) {
        const delta = "a\ud83d\ude00b"[random(4)] ?? "";
        const kind = random(4);
        if (kind === 0) events.push(word(delta));
        if (kind === 1) events.push(word(delta, "n"));
        if (kind === 2) events.push({ type: EventType.TOOL_CALL_ARGS, toolCallId: "c", delta } as BaseEvent);
        if (kind === 3) events.push({ type: EventType.REASONING_MESSAGE_CONTENT, messageId: "r", delta } as BaseEvent);
      }
      const joined = coalesce(events);
      expect(joined.length).toBeLessThan(events.length);
      const empty = { messages: [], state: {} };
      expect(await fold(empty, joined)).toEqual(await fold(empty, events));
      const cut = random(joined.length);
      expect(await fold(await fold(empty, joined.slice(0, cut)), joined.slice(cut))).toEqual(await fold(empty, events));
    }
  });

  it("leaves a delta with more than text in it as it is", () => {
    const noted = { ...word("b"), metadata: { model: "m" } } as BaseEvent;
    expect(coalesce([word("a"), noted, word("c")])).toHaveLength(3);
  });
});
