import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { after } from "../../ui/after";
import { createWatchedFetch, SILENT_FOR } from "./watched-fetch";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let server: ReadableStreamDefaultController<Uint8Array>;
let cancelled: unknown[];
let type: string;
const site = createWatchedFetch({
  after,
  fetch: async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        server = controller;
      },
      cancel: (reason) => void cancelled.push(reason),
    });
    return new Response(body, { status: 201, headers: { "content-type": type, "x-request-id": "r" } });
  },
});
const open = async () => {
  const response = await site("/run", {});
  const reader = response.body?.getReader();
  if (!reader) throw new Error("no body");
  return { response, reader };
};
const say = (text: string) => server.enqueue(encoder.encode(text));

beforeEach(() => {
  vi.useFakeTimers();
  [cancelled, type] = [[], "text/event-stream; charset=utf-8"];
});
afterEach(() => void vi.useRealTimers());

describe("a stream", () => {
  it("passes as it is, with its status and headers, and ends as it ends", async () => {
    const { response, reader } = await open();
    expect([response.status, response.headers.get("x-request-id")]).toEqual([201, "r"]);
    say("one");
    expect(decoder.decode((await reader.read()).value)).toBe("one");
    server.close();
    expect((await reader.read()).done).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of which no byte comes any more is a broken connection, and its request ends", async () => {
    const { reader } = await open();
    const read = reader.read();
    const broken = expect(read).rejects.toBeInstanceOf(TypeError);
    await vi.advanceTimersByTimeAsync(SILENT_FOR);
    await broken;
    expect(cancelled).toHaveLength(1);
  });

  it("that only says that it is still there is left alone", async () => {
    const { reader } = await open();
    for (let times = 0; times < 8; times += 1) {
      const read = reader.read();
      await vi.advanceTimersByTimeAsync(SILENT_FOR / 3);
      say(": keep-alive\n\n");
      expect((await read).done).toBe(false);
    }
    expect(cancelled).toEqual([]);
  });

  it("that breaks tells so at once, and one that is given up is given up", async () => {
    const first = await open();
    const broken = expect(first.reader.read()).rejects.toThrow("reset");
    server.error(new Error("reset"));
    await broken;
    const second = await open();
    await second.reader.cancel("left");
    expect(cancelled).toEqual(["left"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is all that is watched: another answer may take its time", async () => {
    type = "application/json";
    const { reader } = await open();
    const read = reader.read();
    await vi.advanceTimersByTimeAsync(SILENT_FOR * 2);
    say("{}");
    expect((await read).done).toBe(false);
  });
});
