import { type ContentBlock, Message, TextBlock, ToolResultBlock, ToolUseBlock } from "@strands-agents/sdk";
import { describe, expect, it } from "vitest";
import { NO_ANSWER, tidyHistory } from "./history.ts";

const text = (value: string) => new TextBlock(value);
const call = (id: string) => new ToolUseBlock({ toolUseId: id, name: "t", input: {} });
const result = (id: string, value = `result ${id}`) =>
  new ToolResultBlock({ toolUseId: id, status: "success", content: [new TextBlock(value)] });
const user = (...content: ContentBlock[]) => new Message({ role: "user", content });
const assistant = (...content: ContentBlock[]) => new Message({ role: "assistant", content });

/** A short notation: `u:hi`, `a:call1`, `u:result1`. */
const shape = (messages: Message[]) =>
  messages.map((m) => {
    const blocks = m.content.map((b) => {
      if (b.type === "textBlock") return b.text;
      if (b.type === "toolUseBlock") return `call ${b.toolUseId}`;
      if (b.type === "toolResultBlock") return b.status === "error" ? `none ${b.toolUseId}` : `result ${b.toolUseId}`;
      return b.type;
    });
    return `${m.role}: ${blocks.join(", ")}`;
  });

describe("tidyHistory", () => {
  it("leaves a well-formed conversation as it is", () => {
    const messages = [user(text("hi")), assistant(call("1")), user(result("1")), assistant(text("done"))];
    expect(shape(tidyHistory(messages))).toEqual([
      "user: hi",
      "assistant: call 1",
      "user: result 1",
      "assistant: done",
    ]);
  });

  it("joins the calls of a parallel pair, and their results, into one message each", () => {
    const messages = [
      user(text("both")),
      assistant(text("One moment.")),
      assistant(call("1")),
      assistant(call("2")),
      user(result("1")),
      user(result("2")),
      assistant(text("done")),
      user(text("thanks")),
    ];
    expect(shape(tidyHistory(messages))).toEqual([
      "user: both",
      "assistant: One moment., call 1, call 2",
      "user: result 1, result 2",
      "assistant: done",
      "user: thanks",
    ]);
  });

  it("gives a stopped call a result that says so, before what the person said next", () => {
    const messages = [user(text("a")), assistant(call("1")), user(text("never mind"))];
    expect(shape(tidyHistory(messages))).toEqual([
      "user: a",
      "assistant: call 1",
      "user: none 1",
      `assistant: ${NO_ANSWER}`,
      "user: never mind",
    ]);
    expect(shape(tidyHistory([user(text("a")), assistant(call("1"))]))).toEqual([
      "user: a",
      "assistant: call 1",
      "user: none 1",
    ]);
  });

  it("drops a result without a call, a second result, blank text, and words before the person's first", () => {
    const messages = [
      assistant(text("Welcome!")),
      user(text("a"), result("9")),
      assistant(text(" ")),
      assistant(call("1")),
      user(result("1", "first")),
      user(result("1", "second")),
    ];
    const tidy = tidyHistory(messages);
    expect(shape(tidy)).toEqual(["user: a", "assistant: call 1", "user: result 1"]);
    expect(JSON.stringify(tidy)).not.toContain("second");
  });

  it("keeps a message that got no answer apart from the next one", () => {
    const expected = ["user: a", `assistant: ${NO_ANSWER}`, "user: b"];
    expect(shape(tidyHistory([user(text("a")), user(text("b"))]))).toEqual(expected);
    expect(shape(tidyHistory([user(text("a")), assistant(text("")), user(text("b"))]))).toEqual(expected);
  });

  it("keeps a message apart from results that got no answer", () => {
    const messages = [user(text("a")), assistant(call("1")), user(result("1")), user(text("b"))];
    expect(shape(tidyHistory(messages)).slice(2)).toEqual(["user: result 1", `assistant: ${NO_ANSWER}`, "user: b"]);
  });

  it("never leaves two of a role in a row or a call unanswered, whatever comes in", () => {
    const pieces = [
      user(text("u")),
      assistant(text("a")),
      assistant(call("1")),
      assistant(call("2")),
      user(result("1")),
      user(result("2")),
    ];
    let seed = 7;
    const pick = () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return pieces[seed % pieces.length] ?? user(text("u"));
    };
    for (let round = 0; round < 500; round++) {
      const tidy = tidyHistory(Array.from({ length: round % 9 }, pick));
      tidy.forEach((message, index) => {
        expect(message.role).toBe(index % 2 === 0 ? "user" : "assistant");
        const calls = message.content.flatMap((b) => (b.type === "toolUseBlock" ? [b.toolUseId] : []));
        const next = tidy[index + 1]?.content.flatMap((b) => (b.type === "toolResultBlock" ? [b.toolUseId] : [])) ?? [];
        for (const id of calls) expect(next).toContain(id);
      });
    }
  });
});
