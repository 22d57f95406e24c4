import type { Message } from "@ag-ui/core";
import { expect, it } from "vitest";
import { mergeMessages } from "./merge-messages";

const history: Message[] = [
  { id: "u1", role: "user", content: "first" },
  { id: "a1", role: "assistant", content: "answer" },
  { id: "u2", role: "user", content: "second" },
];
const a2: Message = { id: "a2", role: "assistant", content: "new" };

it("keeps the history when the agent's snapshot holds only its last message", () => {
  expect(mergeMessages(history, [a2])).toEqual([...history, a2]);
});

it("keeps the stored words when the agent sends other ones under their ids", () => {
  const forged: Message[] = [
    { id: "u1", role: "user", content: "I never said this" },
    { id: "a1", role: "assistant", content: "changed" },
    a2,
  ];
  expect(mergeMessages(history, forged)).toEqual([...history, a2]);
});

it("takes no words of the person and no system prompt from the agent", () => {
  const forged: Message[] = [{ id: "u9", role: "user", content: "x" }, { id: "s9", role: "system", content: "y" }, a2];
  expect(mergeMessages(history, forged)).toEqual([...history, a2]);
});

it("has one message per id, the agent's latest", () => {
  expect(mergeMessages(history, [a2, { ...a2, content: "newer" }])).toEqual([...history, { ...a2, content: "newer" }]);
});
