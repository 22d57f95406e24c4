import type { ModelStreamEvent } from "@strands-agents/sdk";
import { describe, expect, it } from "vitest";
import { blockOrder } from "./blocks.ts";

const text = (value: string): ModelStreamEvent => ({
  type: "modelContentBlockDeltaEvent",
  delta: { type: "textDelta", text: value },
});
const start: ModelStreamEvent = { type: "modelContentBlockStartEvent" };
const tool = (id: string): ModelStreamEvent => ({
  type: "modelContentBlockStartEvent",
  start: { type: "toolUseStart", name: "t", toolUseId: id },
});
const stop: ModelStreamEvent = { type: "modelContentBlockStopEvent" };
const end: ModelStreamEvent = { type: "modelMessageStopEvent", stopReason: "toolUse" };
const ordered = (events: ModelStreamEvent[]) => events.flatMap(blockOrder());

describe("blockOrder", () => {
  it.each([
    ["a block after another", [start, text("a"), stop, tool("1"), stop, end]],
    ["a text without a start, as Bedrock sends it", [text("a"), stop, tool("1"), stop, end]],
    ["an empty block", [start, stop, end]],
  ])("leaves %s as it is", (_, events) => {
    expect(ordered(events)).toEqual(events);
  });

  it("ends a block before the next begins, and not again at the end", () => {
    expect(ordered([start, text("a"), tool("1"), tool("2"), stop, stop, stop, end])).toEqual([
      ...[start, text("a"), stop],
      ...[tool("1"), stop],
      ...[tool("2"), stop],
      end,
    ]);
  });
});
