import type { Message } from "@copilotkit/react-core/v2";
import { describe, expect, it } from "vitest";
import { answersOf, effectsIn, lastTurn, textOfAnswer } from "./answers";

const user = (id: string): Message => ({ id, role: "user", content: "q" });
const said = (id: string, content: string, metadata?: Record<string, unknown>) =>
  ({ id, role: "assistant", content, ...(metadata ? { metadata } : {}) }) as Message;
const thought = (id: string): Message => ({ id, role: "reasoning", content: "hm" });
const calls = (id: string, ...names: string[]): Message => ({
  id,
  role: "assistant",
  toolCalls: names.map((name) => ({ id: `${id}-${name}`, type: "function", function: { name, arguments: "{}" } })),
});
const result = (id: string): Message => ({ id, role: "tool", toolCallId: "c", content: "{}" });

describe("the answers of a conversation", () => {
  const messages = [
    said("hello", "welcome"),
    user("q1"),
    thought("t1"),
    calls("c1", "look"),
    result("r1"),
    said("a1", "first", { model: { provider: "demo", id: "demo", demo: true } }),
    user("q2"),
    user("q3"),
    thought("t3"),
    result("r3"),
  ];

  it("are what is between two questions, each with the last of its messages that is drawn", () => {
    const short = answersOf(messages).map(({ questionId, hostId, ids }) => [questionId, hostId, ids.length]);
    expect(short).toEqual([
      [null, "hello", 1],
      ["q1", "a1", 4],
      ["q3", "t3", 2],
    ]);
  });

  it("say what there is to copy and who wrote it", () => {
    expect(answersOf(messages).map(({ hasText, isDemo, isLast }) => [hasText, isDemo, isLast])).toEqual([
      [true, false, false],
      [true, true, false],
      [false, false, true],
    ]);
    expect(answersOf([user("q")])).toEqual([]);
    expect(answersOf([user("q"), said("a", " ")])).toEqual([]);
  });

  it("are copied as their words, one part below the other", () => {
    expect(textOfAnswer([thought("t"), said("a", "one\n"), calls("c", "f"), result("r"), said("b", "two")])).toBe(
      "one\n\ntwo",
    );
  });

  it("had effects by every tool that does not only look, each named once", () => {
    const used = [calls("a", "look", "add_task"), said("b", "x"), calls("c", "add_task", "send")];
    expect(effectsIn(used, ["look"])).toEqual(["add_task", "send"]);
    expect(effectsIn(used, ["look", "add_task", "send"])).toEqual([]);
  });

  it("end with the last turn", () => {
    expect(lastTurn(messages).map(({ id }) => id)).toEqual(["t3", "r3"]);
  });
});
