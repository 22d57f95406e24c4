import { describe, expect, it } from "vitest";
import { createFrameReader } from "./sse-frames";

const bytes = (text: string) => new TextEncoder().encode(text);
const STREAM = 'data: {"a":"こんにちは"}\n\n: keep-alive\n\nevent: x\ndata: one\ndata: two\n\ndata:3\n\n';
const FRAMES = ['{"a":"こんにちは"}', "one\ntwo", "3"];

describe("createFrameReader", () => {
  it("gives the same frames wherever the bytes are cut, also inside a character", () => {
    const all = bytes(STREAM);
    for (let cut = 0; cut <= all.length; cut++) {
      const reader = createFrameReader();
      const frames = [...reader.push(all.slice(0, cut)), ...reader.push(all.slice(cut))];
      expect(frames.map((frame) => frame.data)).toEqual(FRAMES);
    }
  });

  it("reads CRLF and CR framing, also cut between CR and LF", () => {
    const all = bytes(STREAM.replaceAll("\n", "\r\n"));
    for (let cut = 0; cut <= all.length; cut++) {
      const reader = createFrameReader();
      const frames = [...reader.push(all.slice(0, cut)), ...reader.push(all.slice(cut))];
      expect(frames.map((frame) => frame.data)).toEqual(FRAMES);
    }
  });

  it("keeps a half frame back and tells of it", () => {
    const reader = createFrameReader();
    expect(reader.push(bytes('data: {"type":"TEXT'))).toEqual([]);
    expect(reader.rest()).toBe('data: {"type":"TEXT');
  });

  it("reads a frame that comes in thousands of small chunks", () => {
    const reader = createFrameReader();
    reader.push(bytes("data: "));
    for (let i = 0; i < 4_000; i++) reader.push(bytes(`${i},`));
    const [frame] = reader.push(bytes("\n\ndata: next"));
    expect(frame?.data.split(",")).toHaveLength(4_001);
    expect(reader.rest()).toBe("data: next");
  });

  it("refuses a frame that never ends", () => {
    const reader = createFrameReader();
    const chunk = bytes("x".repeat(1024 * 1024));
    expect(() => {
      for (let i = 0; i < 12; i++) reader.push(chunk);
    }).toThrow(RangeError);
  });
});
