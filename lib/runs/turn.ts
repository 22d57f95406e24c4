import type { Message, RunAgentInput } from "@ag-ui/core";
import { z } from "zod";
import { answersSchema } from "../interrupts/answers";
import type { Answer } from "../interrupts/stored";
import { isPlainId } from "./own-ids";

/** A message is text of at most this many characters (UTF-16); longer ones are `TOO_LARGE`. */
export const MAX_MESSAGE_CHARS = 32_000;

const id = z.string().refine(isPlainId);

const turnSchema = z.discriminatedUnion("op", [
  z.object({ op: z.literal("send"), parentId: id.nullable() }).strict(),
  z.object({ op: z.literal("edit"), parentId: id, targetId: id }).strict(),
  z.object({ op: z.literal("regenerate"), parentId: id, targetId: id }).strict(),
  z.object({ op: z.literal("retry"), parentId: id, targetId: id }).strict(),
  z.object({ op: z.literal("resume"), parentId: id, targetId: id, answers: answersSchema.optional() }).strict(),
]);

/**
 * What the person asks of the conversation. `parentId` is the last question that their page shows as stored: where the
 * server shows another one, the page is behind, and the turn would not mean what they think.
 */
export type Turn =
  | { op: "send"; parentId: string | null; message: Message }
  | { op: "edit"; parentId: string; targetId: string; message: Message }
  | { op: "regenerate" | "retry"; parentId: string; targetId: string }
  /**
   * Answers what the run `targetId` ended with. Without answers the run is one that such answers were given to, and gets
   * them once more.
   */
  | { op: "resume"; parentId: string; targetId: string; answers: Answer[] | null };

export type TurnResult = { ok: true; turn: Turn } | { ok: false; code: "BAD_REQUEST" | "TOO_LARGE"; path: string };

const bad = (path: string): TurnResult => ({ ok: false, code: "BAD_REQUEST", path });

/**
 * Reads the turn out of a run's body. Of all that the body holds only this is believed: the other messages, tools,
 * context, state and AG-UI's own `resume` in it are the browser's copy, and the server has its own.
 */
export function readTurn(input: Pick<RunAgentInput, "forwardedProps" | "messages">): TurnResult {
  const parsed = turnSchema.safeParse((input.forwardedProps as { turn?: unknown } | undefined)?.turn);
  if (!parsed.success) return bad(["forwardedProps.turn", ...(parsed.error.issues[0]?.path ?? [])].join("."));
  const turn = parsed.data;
  if (turn.op === "regenerate" || turn.op === "retry") return { ok: true, turn };
  if (turn.op === "resume") return { ok: true, turn: { ...turn, answers: turn.answers ?? null } };
  const index = input.messages.length - 1;
  const last = input.messages[index];
  if (last?.role !== "user") return bad("messages");
  if (!id.safeParse(last.id).success) return bad(`messages[${index}].id`);
  const text = textOf(last.content);
  if (text === null || text.trim() === "") return bad(`messages[${index}].content`);
  if (text.length > MAX_MESSAGE_CHARS) return { ok: false, code: "TOO_LARGE", path: `messages[${index}].content` };
  return { ok: true, turn: { ...turn, message: { id: last.id, role: "user", content: text } } };
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
