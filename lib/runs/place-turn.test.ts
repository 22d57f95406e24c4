import type { Message } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import type { Node } from "../threads/tree";
import { placeTurn } from "./place-turn";

const NODES: Node[] = [
  { id: "u1", parentId: null, position: 0, role: "user" },
  { id: "a1", parentId: "u1", position: 1, role: "assistant" },
  { id: "u2", parentId: "a1", position: 2, role: "user" },
  { id: "a2", parentId: "u2", position: 3, role: "assistant" },
  { id: "u2'", parentId: "a1", position: 4, role: "user" },
];
const message: Message = { id: "new", role: "user", content: "x" };

describe("placeTurn", () => {
  it("puts a message at the end of the branch that is shown", () => {
    expect(placeTurn([], null, { op: "send", parentId: null, message })).toEqual({
      ok: true,
      placed: { question: { parentId: null, message }, baseMessageId: "new" },
    });
    expect(placeTurn(NODES, "a2", { op: "send", parentId: "u2", message })).toMatchObject({
      placed: { question: { parentId: "a2" } },
    });
  });

  it("puts an edit beside what it changes", () => {
    expect(placeTurn(NODES, "a2", { op: "edit", parentId: "u2", targetId: "u1", message })).toMatchObject({
      placed: { question: { parentId: null }, baseMessageId: "new" },
    });
    expect(placeTurn(NODES, "a2", { op: "edit", parentId: "u2", targetId: "u2", message })).toMatchObject({
      placed: { question: { parentId: "a1" } },
    });
  });

  it("answers an earlier question anew", () => {
    expect(placeTurn(NODES, "a2", { op: "regenerate", parentId: "u2", targetId: "u1" })).toEqual({
      ok: true,
      placed: { question: null, baseMessageId: "u1" },
    });
  });

  it.each([
    ["another branch is shown", "u2'", { op: "send", parentId: "u2", message }],
    ["the page does not know of the first message", "a2", { op: "send", parentId: null, message }],
    ["the page shows what is not there", "a2", { op: "send", parentId: "u9", message }],
    ["the message is there already", "a2", { op: "send", parentId: "u2", message: { ...message, id: "u1" } }],
    ["the message has the id of an answer", "a2", { op: "send", parentId: "u2", message: { ...message, id: "a1" } }],
  ] as const)("is a CONFLICT when %s", (_, head, turn) => {
    expect(placeTurn(NODES, head, turn as never)).toEqual({ ok: false, code: "CONFLICT" });
  });

  it.each(["a1", "u2'", "nobody's"])("refuses %s as the question to answer or to edit", (targetId) => {
    expect(placeTurn(NODES, "a2", { op: "retry", parentId: "u2", targetId })).toEqual({
      ok: false,
      code: "BAD_REQUEST",
    });
    expect(placeTurn(NODES, "a2", { op: "edit", parentId: "u2", targetId, message })).toMatchObject({ ok: false });
  });
});
