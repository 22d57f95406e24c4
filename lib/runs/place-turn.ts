import type { Message } from "@ag-ui/core";
import { lastQuestion, type Node, pathTo } from "../threads/tree";
import type { Turn } from "./turn";

/** Where a turn goes in the tree. */
export type Placed = {
  /** The person's new message and what it hangs below; null when an earlier one is answered anew, or the agent goes on. */
  question: { parentId: string | null; message: Message } | null;
  /** The message that the run answers, or after which it goes on. */
  baseMessageId: string;
};

export type PlaceResult = { ok: true; placed: Placed } | { ok: false; code: "CONFLICT" | "BAD_REQUEST" };

/**
 * Finds the place of a turn, or why it has none: `CONFLICT` when the person's page shows another state than the server
 * has, `BAD_REQUEST` when the target is not a question of the shown branch.
 *
 * @param nodes every message of the thread
 * @param headId end of the shown branch
 */
export function placeTurn(nodes: readonly Node[], headId: string | null, turn: Turn): PlaceResult {
  const path = pathTo(nodes, headId);
  if ((lastQuestion(path)?.id ?? null) !== turn.parentId) return { ok: false, code: "CONFLICT" };
  // Sent a second time: the first one has arrived, and the page will find it.
  if ("message" in turn && nodes.some((node) => node.id === turn.message.id)) return { ok: false, code: "CONFLICT" };
  if (turn.op === "send") return at(turn.message, headId);
  // The agent goes on where it stopped to ask.
  if (turn.op === "resume")
    return headId === null
      ? { ok: false, code: "CONFLICT" }
      : { ok: true, placed: { question: null, baseMessageId: headId } };
  const target = path.find((node) => node.id === turn.targetId && node.role === "user");
  if (!target) return { ok: false, code: "BAD_REQUEST" };
  if (turn.op === "edit") return at(turn.message, target.parentId);
  return { ok: true, placed: { question: null, baseMessageId: target.id } };
}

function at(message: Message, parentId: string | null): PlaceResult {
  return { ok: true, placed: { question: { parentId, message }, baseMessageId: message.id } };
}
