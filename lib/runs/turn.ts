import type { Message, RunAgentInput } from "@ag-ui/core";
import { z } from "zod";

/** A message is text of at most this many characters (UTF-16); longer ones are `TOO_LARGE`. */
export const MAX_MESSAGE_CHARS = 32_000;

const turnSchema = z.object({ op: z.enum(["send", "retry"]) }).strict();

export type Turn = { op: "send"; message: Message } | { op: "retry" };

export type TurnResult = { ok: true; turn: Turn } | { ok: false; code: "BAD_REQUEST" | "TOO_LARGE"; path: string };

const bad = (path: string): TurnResult => ({ ok: false, code: "BAD_REQUEST", path });

/**
 * What the person asks of the conversation: of all that a run's body holds, only this is believed. The other messages,
 * tools, context and state in it are the browser's copy, and the server has its own.
 *
 * @param known ids of the messages that the server has: a run without a new message is a retry
 */
export function readTurn(input: RunAgentInput, known: ReadonlySet<string>): TurnResult {
  const asked = (input.forwardedProps as { turn?: unknown } | undefined)?.turn;
  const turn = asked === undefined ? null : turnSchema.safeParse(asked);
  if (turn && !turn.success) return bad("forwardedProps.turn");
  const index = input.messages.length - 1;
  const last = input.messages[index];
  const isNew = last?.role === "user" && !known.has(last.id);
  if (turn?.data.op === "retry" || (!turn && !isNew))
    return known.size > 0 ? { ok: true, turn: { op: "retry" } } : bad("messages");
  if (!last || !isNew) return bad("messages");
  if (last.id.length === 0 || last.id.length > 128) return bad(`messages[${index}].id`);
  const text = textOf(last.content);
  if (text === null || text.trim() === "") return bad(`messages[${index}].content`);
  if (text.length > MAX_MESSAGE_CHARS) return { ok: false, code: "TOO_LARGE", path: `messages[${index}].content` };
  return { ok: true, turn: { op: "send", message: { id: last.id, role: "user", content: text } } };
}

/** Text only: attachments need a store of their own, and a URL in one would be the browser's word for where to look. */
function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  const parts = content.map((part: { type?: unknown; text?: unknown }) =>
    part.type === "text" && typeof part.text === "string" ? part.text : null,
  );
  return parts.includes(null) ? null : parts.join("\n");
}
