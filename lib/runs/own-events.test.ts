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
const CALL = { id: "c", type: "function", function: { name: "f", arguments: "{}" } };
const own = () => createOwnEvents(knownIds(HISTORY));
const at = (event: BaseEvent | null, key: string) => (event as unknown as Record<string, unknown>)[key];

const text = (messageId: string) => ({ type: EventType.TEXT_MESSAGE_START, messageId, role: "assistant" }) as BaseEvent;
const thought = (messageId: string) => ({ type: EventType.REASONING_MESSAGE_START, messageId }) as BaseEvent;
const called = (toolCallId: string, parentMessageId?: string) =>
  ({ type: EventType.TOOL_CALL_START, toolCallId, toolCallName: "f", parentMessageId }) as BaseEvent;
const result = (messageId: string, toolCallId: string) =>
  ({ type: EventType.TOOL_CALL_RESULT, messageId, toolCallId, content: "1" }) as BaseEvent;
const UUID = /^[\da-f]{8}-/;

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

  it.each(["u\0", "", " ", "ü", "\ud800", "x".repeat(129)])("gives %j another name", (id) => {
    const { event } = own();
    const name = at(event(text(id)), "messageId");
    expect(name).toMatch(UUID);
    expect(at(event({ type: EventType.TEXT_MESSAGE_END, messageId: id } as BaseEvent), "messageId")).toBe(name);
    expect(at(event(called(id)), "toolCallId")).toMatch(UUID);
  });

  it("does not let messages of two kinds share an id", () => {
    const { event } = own();
    const names = [thought("x"), text("x"), result("x", "c1"), result("x", "c2")].map((one) =>
      at(event(one), "messageId"),
    );
    names.push(at(event({ type: EventType.ACTIVITY_SNAPSHOT, messageId: "x" } as BaseEvent), "messageId"));
    expect(names[0]).toBe("x");
    expect(new Set(names).size).toBe(5);
    expect(at(event(thought("x")), "messageId")).toBe("x");
    expect(at(event(text("x")), "messageId")).toBe(names[1]);
  });

  it("has a call stand in the text that it names, and in a message of its own without one", () => {
    const { event } = own();
    event(thought("m1"));
    const name = at(event(text("m1")), "messageId");
    expect(at(event(called("c1", "m1")), "parentMessageId")).toBe(name);
    expect(at(event(called("c2")), "parentMessageId")).toBe("c2");
    // The reducer would make a second message "u1", or write into the reasoning.
    for (const id of ["u1", "r"]) {
      event(thought(id));
      expect(at(event(called(id)), "parentMessageId")).toMatch(UUID);
    }
  });

  it("keeps the first result of a call only", () => {
    const { event } = own();
    expect(event(result("r1", "c1"))).not.toBeNull();
    expect(event(result("r2", "c1"))).toBeNull();
  });

  it("finds what an encrypted value belongs to", () => {
    const { event } = own();
    const [think, call] = [at(event(thought("m")), "messageId"), at(event(called("c")), "toolCallId")];
    const value = (subtype: string, entityId: string) =>
      at(event({ type: EventType.REASONING_ENCRYPTED_VALUE, subtype, entityId } as BaseEvent), "entityId");
    expect(value("message", "m")).toBe(think);
    expect(value("tool-call", "c")).toBe(call);
    expect(value("message", "u1")).toMatch(UUID);
  });

  it("knows the renamed again in a snapshot, by kind, and a result by its call", () => {
    const { event, snapshot } = own();
    const [think, said] = [thought("x"), text("x")].map((one) => at(event(one), "messageId"));
    const call = at(event(called("c", "x")), "toolCallId");
    const seen = at(event(result("x", "c")), "messageId");
    const soFar = [
      { id: think, role: "reasoning", content: "hm" },
      { id: said, role: "assistant", content: "a", toolCalls: [{ ...CALL, id: call }] },
      { id: seen, role: "tool", toolCallId: call, content: "1" },
    ] as Message[];
    const joined = snapshot(soFar, [
      { id: "x", role: "reasoning", content: "hm!" },
      { id: "x", role: "assistant", content: "a!" },
      { id: "x", role: "assistant", content: "a!!" },
      { id: "y", role: "assistant", content: "", toolCalls: [{ ...CALL, id: "c" }] },
      { id: "other", role: "tool", toolCallId: "c", content: "2" },
    ] as Message[]);
    expect(joined).toEqual([
      { ...soFar[0], content: "hm!" },
      { ...soFar[1], content: "a!!" },
      { ...soFar[2], content: "2" },
    ]);
    expect(event(result("z", "c"))).toBeNull();
  });

  it("takes no result for one of its own whose call is an earlier one's", () => {
    expect(own().snapshot([], [{ id: "t9", role: "tool", toolCallId: "c", content: "x" }] as Message[])).toEqual([]);
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
