import type { AssistantMessage, Message, ToolCall } from "@ag-ui/core";
import type { createOwnIds } from "./own-ids";

/** What an agent may add to a conversation. A person's words and the system prompt come from nobody but us. */
const AGENT_ROLES = new Set<Message["role"]>(["assistant", "tool", "reasoning", "activity"]);

/**
 * Joins the messages of a run with what a MESSAGES_SNAPSHOT of its agent says: an agent may send only its last message,
 * or the thread's with other contents, and neither takes anything away. Where it says two things of one message, the
 * later counts, as for AG-UI's reducer.
 */
export function joinSnapshot(
  ids: ReturnType<typeof createOwnIds>,
  soFar: readonly Message[],
  fromAgent: readonly Message[],
): Message[] {
  const mine = new Map(soFar.map((one) => [one.id, one]));
  for (const one of fromAgent) {
    const id = AGENT_ROLES.has(one.role) ? ids.inSnapshot(one) : null;
    const own = id === null ? null : withoutContinued({ ...one, id } as Message, ids.isContinued);
    if (id !== null && own) mine.set(id, merge(mine.get(id), own, ids.call));
  }
  return eachCallOnce([...mine.values()]);
}

/** A call of an earlier run stands in a message of that run, whatever this one calls it. Null when nothing else is left. */
function withoutContinued(message: Message, isContinued: (id: string) => boolean): Message | null {
  if (message.role !== "assistant" || !message.toolCalls?.some(({ id }) => isContinued(id))) return message;
  const { toolCalls, ...rest } = message;
  const own = toolCalls.filter(({ id }) => !isContinued(id));
  if (own.length > 0) return { ...rest, toolCalls: own };
  return rest.content ? rest : null;
}

function merge(before: Message | undefined, message: Message, call: (id: string) => string): Message {
  if (message.role === "tool") return { ...before, ...message, toolCallId: call(message.toolCallId) };
  if (message.role !== "assistant") return { ...before, ...message } as Message;
  const calls = (message.toolCalls ?? []).map((one) => ({ ...one, id: call(one.id) }));
  // A call that the copy does not have: its result would be left without one.
  const kept = before?.role === "assistant" ? (before.toolCalls ?? []) : [];
  const all = [...kept.filter(({ id }) => !calls.some((one) => one.id === id)), ...calls];
  return { ...before, ...message, ...(all.length > 0 ? { toolCalls: all } : {}) } as Message;
}

/**
 * A call stands in the first message that has it, as its result follows there, with what was said of it last. Agents whose
 * messages are called otherwise in a snapshot than in the stream would have it twice, and model providers refuse that.
 */
function eachCallOnce(messages: Message[]): Message[] {
  const latest = new Map<string, ToolCall>();
  for (const one of messages.flatMap(callsOf)) latest.set(one.id, one);
  return messages.flatMap((message) => {
    const calls = callsOf(message);
    if (calls.length === 0) return [message];
    const first = new Map(
      calls.flatMap(({ id }) => (latest.has(id) ? [[id, latest.get(id)]] : [])) as [string, ToolCall][],
    );
    for (const id of first.keys()) latest.delete(id);
    if (first.size > 0) return [{ ...message, toolCalls: [...first.values()] } as Message];
    const { toolCalls: _, ...rest } = message as AssistantMessage;
    return rest.content ? [rest as Message] : [];
  });
}

function callsOf(message: Message): ToolCall[] {
  return message.role === "assistant" ? (message.toolCalls ?? []) : [];
}
