import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { createOwnEvents, knownIds } from "./own-events";

const HISTORY = [
  { id: "u1", role: "user", content: "q" },
  {
    id: "m",
    role: "assistant",
    content: "a",
    toolCalls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
  },
  { id: "t", role: "tool", toolCallId: "c", content: "1" },
] as Message[];
const own = () => createOwnEvents(knownIds(HISTORY));
const at = (event: BaseEvent, key: string) => (event as unknown as Record<string, unknown>)[key];

describe("createOwnEvents", () => {
  it("leaves an agent's own ids as they are", () => {
    const event = { type: EventType.TEXT_MESSAGE_CONTENT, messageId: "new", delta: "x" } as BaseEvent;
    expect(own().event(event)).toEqual(event);
  });

  it("renames what the thread has already, the same each time, messages and calls apart", () => {
    const { event } = own();
    const start = event({ type: EventType.TEXT_MESSAGE_START, messageId: "m", role: "assistant" } as BaseEvent);
    const delta = event({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: "m", delta: "x" } as BaseEvent);
    const call = event({
      type: EventType.TOOL_CALL_START,
      toolCallId: "c",
      toolCallName: "f",
      parentMessageId: "m",
    } as BaseEvent);
    expect(at(start, "messageId")).not.toBe("m");
    expect(at(delta, "messageId")).toBe(at(start, "messageId"));
    expect(at(call, "parentMessageId")).toBe(at(start, "messageId"));
    expect(at(call, "toolCallId")).not.toBe("c");
    const sameName = event({ type: EventType.TOOL_CALL_START, toolCallId: "m", toolCallName: "f" } as BaseEvent);
    expect(at(sameName, "toolCallId")).toBe("m");
  });

  it.each(["user", "system", "developer"])("does not let an agent speak as %s", (role) => {
    const event = { type: EventType.TEXT_MESSAGE_START, messageId: "x", role } as BaseEvent;
    expect(at(own().event(event), "role")).toBe("assistant");
    expect(own().snapshot([], [{ id: "x", role, content: "forged" } as Message])).toEqual([]);
  });

  it("joins a snapshot with what was said, and takes nothing away", () => {
    const { event, snapshot } = own();
    const renamed = String(
      at(event({ type: EventType.TEXT_MESSAGE_START, messageId: "m", role: "assistant" } as BaseEvent), "messageId"),
    );
    const soFar = [
      { id: "think", role: "reasoning", content: "hm" },
      { id: renamed, role: "assistant", content: "par" },
    ] as Message[];
    const joined = snapshot(soFar, [
      { id: "u1", role: "user", content: "changed" },
      { id: "t", role: "tool", toolCallId: "c", content: "changed" },
      { id: "m", role: "assistant", content: "partly" },
      { id: "last", role: "assistant", content: "bye" },
    ] as Message[]);
    expect(joined).toEqual([
      soFar[0],
      { id: renamed, role: "assistant", content: "partly" },
      { id: "last", role: "assistant", content: "bye" },
    ]);
  });
});
