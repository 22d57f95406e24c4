import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { createOwnIds, type Kind, type Known } from "./own-ids";
import { joinSnapshot } from "./own-snapshot";

type Loose = BaseEvent & Record<string, unknown>;

const MAKES_CALL = new Set<EventType>([EventType.TOOL_CALL_START, EventType.TOOL_CALL_ARGS, EventType.TOOL_CALL_END]);

/**
 * Keeps what an agent says to its own run: messages and tool calls of the thread are not its to touch.
 *
 * An agent that numbers its messages anew in each run (`msg-1`) would otherwise write into an earlier answer, in the
 * browser and in the database; see `createOwnIds` for the ids that stay.
 *
 * @param known the ids of all branches of the thread before this run, and of the question
 * @param continued see `createOwnIds`
 */
export function createOwnEvents(known: Known, continued?: ReadonlyMap<string, string>) {
  const ids = createOwnIds(known, continued);
  return {
    callId: ids.known,
    renamedCalls: ids.renamed,
    /** The event as this run may say it, or null for one that it may not. A snapshot is not for here: see `snapshot`. */
    event(event: BaseEvent): BaseEvent | null {
      const { messageId, parentMessageId, toolCallId, parentToolCallId, entityId } = event as Loose;
      // It stands where it was made; said again it would be in the conversation twice, and perhaps with other arguments.
      if (MAKES_CALL.has(event.type) && typeof toolCallId === "string" && ids.isContinued(toolCallId)) return null;
      const mine: Loose = { ...event };
      if (typeof toolCallId === "string") mine.toolCallId = ids.call(toolCallId);
      if (typeof parentToolCallId === "string") mine.parentToolCallId = ids.call(parentToolCallId);
      if (typeof parentMessageId === "string") mine.parentMessageId = ids.message("text", parentMessageId);
      switch (event.type) {
        case EventType.TOOL_CALL_RESULT: {
          // The first is what the person has seen and what the agent went on with; model providers refuse a
          // history in which a call has two.
          const name = ids.result(String(messageId), String(toolCallId));
          if (name === null) return null;
          mine.messageId = name;
          break;
        }
        case EventType.TOOL_CALL_START:
          // AG-UI's reducer makes a message with the call's id when no other is named, even where there is one.
          if (typeof parentMessageId !== "string") mine.parentMessageId = ids.message("text", String(toolCallId));
          break;
        case EventType.REASONING_ENCRYPTED_VALUE:
          mine.entityId = (mine.subtype === "tool-call" ? ids.call : ids.any)(String(entityId));
          break;
        case EventType.TEXT_MESSAGE_START:
          mine.role = "assistant";
          mine.messageId = ids.message("text", String(messageId));
          break;
        default: {
          const kind = kindOf(event.type);
          if (kind && typeof messageId === "string") mine.messageId = ids.message(kind, messageId);
        }
      }
      return mine;
    },
    /** The run's messages so far, joined with the agent's copy of them in a MESSAGES_SNAPSHOT. */
    snapshot: (soFar: readonly Message[], fromAgent: readonly Message[]): Message[] =>
      joinSnapshot(ids, soFar, fromAgent),
  };
}

function kindOf(type: EventType): Exclude<Kind, "result"> | null {
  if (type.startsWith("TEXT_MESSAGE_")) return "text";
  if (type.startsWith("REASONING_")) return "reasoning";
  return type.startsWith("ACTIVITY_") ? "activity" : null;
}

/** The ids that some messages have, for `createOwnEvents`. */
export function knownIds(messages: readonly Message[]): Known {
  return {
    messageIds: new Set(messages.map((message) => message.id)),
    toolCallIds: new Set(
      messages.flatMap((message) => {
        if (message.role === "tool") return [message.toolCallId];
        return message.role === "assistant" ? (message.toolCalls ?? []).map((toolCall) => toolCall.id) : [];
      }),
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
