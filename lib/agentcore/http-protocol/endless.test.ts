import { describe, expect, it } from "vitest";
import { MAX_RUN_CHARS } from "../event-limits";
import { httpProtocol } from "./http-protocol";

const MEGABYTE = 1024 * 1024;
const bytes = (text: string) => new TextEncoder().encode(text);
const readerOf = (type: string) => {
  const reader = httpProtocol("prompt")('{"messages":[],"threadId":"t","runId":"r"}').reader(type);
  if (!reader) throw new Error(`no reader for ${type}`);
  return reader;
};

// One process answers for everybody: what keeps it busy for seconds keeps everybody waiting.
describe("an answer that is made to keep the site busy", { timeout: 5_000 }, () => {
  it("of backticks is put into a fence at once", () => {
    const reader = readerOf("application/json");
    reader.push(bytes(JSON.stringify({ unknown: "`".repeat(3 * MEGABYTE) })));
    const { end, frames } = reader.close();
    expect(end.kind).toBe("finished");
    expect(frames.length).toBeGreaterThan(9 * MEGABYTE);
  });

  it("of blanks in small pieces is looked at once, and has an end", () => {
    const reader = readerOf("text/plain");
    const piece = bytes(" \n".repeat(16));
    for (let sent = 0; sent < MEGABYTE; sent += piece.length) reader.push(piece);
    expect(reader.push(bytes("word")).frames).toContain("word");
    const blank = readerOf("text/plain");
    const large = bytes(" ".repeat(MEGABYTE));
    expect(() => {
      for (let sent = 0; sent <= MAX_RUN_CHARS; sent += large.length) blank.push(large);
    }).toThrow(RangeError);
  });

  it("of a call's arguments has an end", () => {
    const reader = readerOf("text/event-stream");
    const frame = (event: object) => bytes(`data: ${JSON.stringify({ event })}\n\n`);
    reader.push(frame({ contentBlockStart: { start: { toolUse: { toolUseId: "c", name: "f" } } } }));
    const delta = frame({ contentBlockDelta: { delta: { toolUse: { input: "x".repeat(MEGABYTE) } } } });
    expect(() => {
      for (let sent = 0; sent <= MAX_RUN_CHARS; sent += MEGABYTE) reader.push(delta);
    }).toThrow(RangeError);
  });
});
