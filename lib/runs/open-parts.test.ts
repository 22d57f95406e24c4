import { verifyEvents } from "@ag-ui/client";
import { type BaseEvent, EventType } from "@ag-ui/core";
import { from, lastValueFrom, toArray } from "rxjs";
import { expect, it } from "vitest";
import { createOpenParts } from "./open-parts";

const RUN: BaseEvent[] = [
  { type: EventType.RUN_STARTED, threadId: "t", runId: "r" },
  { type: EventType.STEP_STARTED, stepName: "plan" },
  { type: EventType.REASONING_START, messageId: "r1" },
  { type: EventType.REASONING_MESSAGE_START, messageId: "r2", role: "reasoning" },
  { type: EventType.REASONING_MESSAGE_CONTENT, messageId: "r2", delta: "hm" },
  { type: EventType.REASONING_MESSAGE_END, messageId: "r2" },
  { type: EventType.REASONING_END, messageId: "r1" },
  { type: EventType.TOOL_CALL_START, toolCallId: "c1", toolCallName: "calculate" },
  { type: EventType.TOOL_CALL_ARGS, toolCallId: "c1", delta: "{}" },
  { type: EventType.TOOL_CALL_END, toolCallId: "c1" },
  { type: EventType.TOOL_CALL_RESULT, toolCallId: "c1", messageId: "m1", content: "4" },
  { type: EventType.TEXT_MESSAGE_START, messageId: "m2", role: "assistant" },
  { type: EventType.TEXT_MESSAGE_CONTENT, messageId: "m2", delta: "four" },
  { type: EventType.TEXT_MESSAGE_END, messageId: "m2" },
  { type: EventType.STEP_FINISHED, stepName: "plan" },
] as BaseEvent[];

it("closes a run cut after any event so that AG-UI's own verification accepts the end", async () => {
  for (let cut = 1; cut <= RUN.length; cut++) {
    let ids = 0;
    const parts = createOpenParts(() => `new-${++ids}`);
    const before = RUN.slice(0, cut);
    for (const event of before) parts.see(event);
    const finished = { type: EventType.RUN_FINISHED, threadId: "t", runId: "r" } as BaseEvent;
    const events = await lastValueFrom(
      from([...before, ...parts.close("stopped"), finished]).pipe(verifyEvents(false), toArray()),
    );
    expect(events.at(-1)?.type).toBe(EventType.RUN_FINISHED);
    expect(parts.close("stopped")).toEqual([]);
  }
});

it("answers a tool call that was left open, so that the next message is not refused by the model", () => {
  const parts = createOpenParts(() => "id");
  for (const event of RUN.slice(0, 9)) parts.see(event);
  expect(parts.close("stopped")).toContainEqual({
    type: EventType.TOOL_CALL_RESULT,
    messageId: "id",
    toolCallId: "c1",
    role: "tool",
    content: '{"error":"stopped"}',
  });
});

it("answers calls that only a snapshot has told of, and no call twice", () => {
  const parts = createOpenParts(() => "id");
  const call = (id: string) => ({ id, type: "function", function: { name: "f", arguments: "{}" } });
  for (const event of RUN.slice(0, 11)) parts.see(event);
  parts.see(RUN[7] as BaseEvent);
  parts.see({
    type: EventType.MESSAGES_SNAPSHOT,
    messages: [
      { id: "a", role: "assistant", toolCalls: [call("c1"), call("c2"), call("c3")] },
      { id: "t", role: "tool", toolCallId: "c2", content: "1" },
    ],
  } as BaseEvent);
  const answers = parts.close("stopped").filter((event) => event.type === EventType.TOOL_CALL_RESULT);
  expect(answers.map((event) => event.toolCallId)).toEqual(["c3"]);
});
