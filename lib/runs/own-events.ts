import { randomUUID } from "node:crypto";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";

/** What an agent may add to a conversation. A person's words and the system prompt come from nobody but us. */
const AGENT_ROLES = new Set<Message["role"]>(["assistant", "tool", "reasoning", "activity"]);

type Known = { messageIds: ReadonlySet<string>; toolCallIds: ReadonlySet<string> };
type Loose = BaseEvent & Record<string, unknown>;
type Call = { id: string };

/**
 * Keeps what an agent says to its own run: messages and tool calls of the thread are not its to touch.
 *
 * An agent that numbers its messages anew in each run (`msg-1`) would otherwise write into an earlier answer, in the
 * browser and in the database: an id that the thread has already gets another one, the same throughout the run.
 *
 * @param known the ids of all branches of the thread before this run
 */
export function createOwnEvents(known: Known) {
  const renamed = new Map<string, string>();
  const own = (taken: ReadonlySet<string>, kind: string, id: unknown): unknown => {
    if (typeof id !== "string" || !taken.has(id)) return id;
    const key = `${kind}:${id}`;
    const name = renamed.get(key) ?? randomUUID();
    renamed.set(key, name);
    return name;
  };
  const message = (id: unknown) => own(known.messageIds, "message", id);
  const call = (id: unknown) => own(known.toolCallIds, "call", id);

  return {
    /** The event as this run may say it. A snapshot is not for here: see `snapshot`. */
    event(event: BaseEvent): BaseEvent {
      const { messageId, parentMessageId, toolCallId } = event as Loose;
      const mine: Loose = { ...event };
      if (messageId !== undefined) mine.messageId = message(messageId);
      if (parentMessageId !== undefined) mine.parentMessageId = message(parentMessageId);
      if (toolCallId !== undefined) mine.toolCallId = call(toolCallId);
      if (event.type === EventType.TEXT_MESSAGE_START) mine.role = "assistant";
      return mine;
    },
    /**
     * The messages of a MESSAGES_SNAPSHOT that are this run's, joined with what it has said so far: an agent may send only
     * its last message, or the thread's with other contents, and neither takes anything away.
     */
    snapshot(soFar: readonly Message[], fromAgent: readonly Message[]): Message[] {
      const mine = new Map(soFar.map((one) => [one.id, one]));
      for (const one of fromAgent) {
        if (!AGENT_ROLES.has(one.role)) continue;
        const id = renamed.get(`message:${one.id}`) ?? one.id;
        // Not renamed in this run and known to the thread: it speaks of the history.
        if (known.messageIds.has(id)) continue;
        mine.set(id, renameCalls({ ...one, id } as Message, call));
      }
      return [...mine.values()];
    },
  };
}

function renameCalls(message: Message, call: (id: unknown) => unknown): Message {
  if (message.role === "tool") return { ...message, toolCallId: String(call(message.toolCallId)) };
  if (message.role !== "assistant" || !message.toolCalls) return message;
  return {
    ...message,
    toolCalls: message.toolCalls.map((one: Call) => ({ ...one, id: String(call(one.id)) })),
  } as Message;
}

/** The ids that a thread has, for `createOwnEvents`. */
export function knownIds(messages: readonly Message[]): Known {
  return {
    messageIds: new Set(messages.map((message) => message.id)),
    toolCallIds: new Set(
      messages.flatMap((message) =>
        message.role === "assistant" ? (message.toolCalls ?? []).map((toolCall) => toolCall.id) : [],
      ),
    ),
  };
}

/**
 * The snapshot that a browser is sent for a run's own one: the whole branch. AG-UI's client takes one that has any
 * reasoning, or any activity, for all there are, and drops the others.
 */
export function wholeSnapshot(history: readonly Message[], own: readonly Message[]): BaseEvent {
  return { type: EventType.MESSAGES_SNAPSHOT, messages: [...history, ...own] } as BaseEvent;
}
