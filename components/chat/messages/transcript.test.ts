import type { Message } from "@copilotkit/react-core/v2";
import { describe, expect, it } from "vitest";
import { isSilent, lastAnswer, liveCallIds, modelOf, textOf } from "./transcript";

const user = (id: string, content = "q"): Message => ({ id, role: "user", content });
const said = (id: string, content = "a"): Message => ({ id, role: "assistant", content });
const call = (id: string, callId: string): Message => ({
  id,
  role: "assistant",
  toolCalls: [{ id: callId, type: "function", function: { name: "f", arguments: "{}" } }],
});
const result = (toolCallId: string): Message => ({ id: `r-${toolCallId}`, role: "tool", toolCallId, content: "{}" });

describe("the transcript", () => {
  it("has live calls only in the turn that runs", () => {
    const messages = [user("1"), call("2", "old"), user("3"), call("4", "done"), result("done"), call("5", "now")];
    expect(liveCallIds(messages, true)).toEqual(["now"]);
    expect(liveCallIds(messages, false)).toEqual([]);
  });

  it("is silent until the answer shows something", () => {
    expect(isSilent([user("1")], true)).toBe(true);
    expect(isSilent([user("1")], false)).toBe(false);
    expect(isSilent([user("1"), said("2", "")], true)).toBe(true);
    expect(isSilent([user("1"), said("2", "w")], true)).toBe(false);
    expect(isSilent([user("1"), call("2", "c")], true)).toBe(false);
    expect(isSilent([user("1"), call("2", "c"), result("c")], true)).toBe(true);
    expect(isSilent([user("1"), { id: "2", role: "reasoning", content: "" }], true)).toBe(false);
  });

  it("reads the words of a message and leaves its other parts", () => {
    const parts = [
      { type: "text", text: "a" },
      { type: "image", source: { type: "url", value: "https://x.example" } },
      { type: "text", text: "b" },
    ];
    expect(textOf({ content: parts } as Message)).toBe("a\nb");
  });

  it("reads out the whole answer of the last turn", () => {
    expect(
      lastAnswer([user("1"), said("2", "old"), user("3"), said("4", "first"), call("5", "c"), said("6", "second")]),
    ).toEqual({
      id: "6",
      text: "first\n\nsecond",
    });
    expect(lastAnswer([user("1"), said("2"), user("3")])).toBeNull();
  });

  it("believes a model's name only when it is one", () => {
    expect(modelOf({ metadata: { model: { provider: "demo", id: "demo", demo: true } } })).toEqual({
      provider: "demo",
      id: "demo",
      demo: true,
    });
    expect(modelOf({ metadata: { model: { provider: "bedrock", id: "x", demo: "yes" } } })?.demo).toBe(false);
    expect(modelOf({ metadata: { model: "demo" } })).toBeNull();
    expect(modelOf({})).toBeNull();
  });
});
