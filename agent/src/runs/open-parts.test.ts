import { type AGUIEvent, EventType } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { OpenParts } from "./open-parts.ts";

const all: AGUIEvent[] = [
  { type: EventType.STEP_STARTED, stepName: "s" },
  { type: EventType.REASONING_START, messageId: "r" },
  { type: EventType.REASONING_MESSAGE_START, messageId: "r", role: "reasoning" },
  { type: EventType.TEXT_MESSAGE_START, messageId: "m", role: "assistant" },
  { type: EventType.TOOL_CALL_START, toolCallId: "c1", toolCallName: "t" },
  { type: EventType.TOOL_CALL_START, toolCallId: "c2", toolCallName: "t" },
  { type: EventType.TOOL_CALL_END, toolCallId: "c2" },
];
const seen = (events: AGUIEvent[]) => {
  const open = new OpenParts();
  for (const event of events) open.see(event);
  return open;
};
const types = (events: AGUIEvent[]) => events.map((event) => event.type);

describe("OpenParts", () => {
  it("ends everything that is open, and gives broken-off calls a result", () => {
    expect(types(seen(all).close(true))).toEqual([
      "REASONING_MESSAGE_END",
      "REASONING_END",
      "TEXT_MESSAGE_END",
      "TOOL_CALL_END",
      "TOOL_CALL_RESULT",
      "TOOL_CALL_RESULT",
      "STEP_FINISHED",
    ]);
  });

  it("leaves calls to the client when the run came to its own end", () => {
    expect(types(seen(all.slice(4)).close(false))).toEqual(["TOOL_CALL_END"]);
  });

  it("gives a result to what an earlier run left waiting, when the run that goes on with it breaks off", () => {
    expect(types(new OpenParts(["c1"]).close(true))).toEqual(["TOOL_CALL_RESULT"]);
    expect(new OpenParts(["c1"]).close(false)).toEqual([]);
  });

  it("does nothing twice", () => {
    const open = seen(all);
    open.close(true);
    expect(open.close(true)).toEqual([]);
  });

  it("has nothing to do after a complete stream", () => {
    const complete: AGUIEvent[] = [
      ...all,
      { type: EventType.REASONING_MESSAGE_END, messageId: "r" },
      { type: EventType.REASONING_END, messageId: "r" },
      { type: EventType.TEXT_MESSAGE_END, messageId: "m" },
      { type: EventType.TOOL_CALL_END, toolCallId: "c1" },
      { type: EventType.TOOL_CALL_RESULT, toolCallId: "c1", messageId: "x", content: "" },
      { type: EventType.TOOL_CALL_RESULT, toolCallId: "c2", messageId: "y", content: "" },
      { type: EventType.STEP_FINISHED, stepName: "s" },
    ];
    expect(seen(complete).close(true)).toEqual([]);
  });
});
