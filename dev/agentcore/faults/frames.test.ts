import { expect, test } from "vitest";
import { type Frame, sseFrames, wholeBody } from "./frames.ts";

async function* inPieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(frames: AsyncIterable<Frame>): Promise<[string, string][]> {
  const all: [string, string][] = [];
  for await (const { kind, data } of frames) all.push([kind, data.toString("utf8")]);
  return all;
}

const BODY = 'data: {"a":"日本"}\n\n: keep-alive\n\nevent: x\r\ndata: 2\r\n\r\ndata: tail';
const FRAMES = [
  ["event", 'data: {"a":"日本"}\n\n'],
  ["other", ": keep-alive\n\n"],
  ["event", "event: x\r\ndata: 2\r\n\r\n"],
  ["event", "data: tail"],
];

test.each([1, 2, 3, 7, 1000])("frames are the same, whatever the pieces (%i bytes)", async (size) => {
  expect(await collect(sseFrames(inPieces(BODY, size)))).toEqual(FRAMES);
});

test("a body that is no stream is one event", async () => {
  expect(await collect(wholeBody(inPieces('{"a":1}', 2)))).toEqual([["event", '{"a":1}']]);
});
