import type { Message } from "@copilotkit/react-core/v2";

/** Index of the person's last message, or -1. */
export function lastUserIndex(messages: readonly Message[]): number {
  return messages.findLastIndex((message) => message.role === "user");
}

/** The words of a message; parts that are not text are left out. */
export function textOf(message: Pick<Message, "content">): string {
  const { content } = message;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.flatMap((part) => (part.type === "text" && "text" in part ? [part.text] : [])).join("\n");
}

/**
 * Ids of the tool calls that may still get a result: those of the turn that is running. A call of an earlier turn that
 * has none was cut short, and must not seem to be working whenever something else runs.
 */
export function liveCallIds(messages: readonly Message[], running: boolean): string[] {
  if (!running) return [];
  const turn = messages.slice(lastUserIndex(messages) + 1);
  const answered = new Set(turn.flatMap((message) => (message.role === "tool" ? [message.toolCallId] : [])));
  return turn
    .flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []))
    .map((call) => call.id)
    .filter((id) => !answered.has(id));
}

/** Whether the answer has yet to show something of itself: then a "working" mark stands in for it. */
export function isSilent(messages: readonly Message[], running: boolean): boolean {
  if (!running) return false;
  const last = messages.at(-1);
  if (!last || last.role === "user" || last.role === "tool") return true;
  if (last.role !== "assistant") return false;
  return !last.content && !last.toolCalls?.length;
}

export type ModelMark = { provider: string; id: string; demo: boolean };

/** The model that an answer names in its metadata (AG-UI message metadata), or null. */
export function modelOf(message: { metadata?: Record<string, unknown> }): ModelMark | null {
  const model = message.metadata?.model;
  if (typeof model !== "object" || model === null) return null;
  const { provider, id, demo } = model as Record<string, unknown>;
  if (typeof provider !== "string" || typeof id !== "string") return null;
  return { provider, id, demo: demo === true };
}

/** The last whole answer of the conversation, for those who hear it. */
export function lastAnswer(messages: readonly Message[]): { id: string; text: string } | null {
  const turn = messages.slice(lastUserIndex(messages) + 1);
  const answers = turn.filter((message) => message.role === "assistant" && textOf(message).trim() !== "");
  const last = answers.at(-1);
  return last ? { id: last.id, text: answers.map(textOf).join("\n\n") } : null;
}
