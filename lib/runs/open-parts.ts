import { type BaseEvent, EventType, type Message } from "@ag-ui/core";

/**
 * Keeps count of what a run has begun and not ended, so that a run which is cut short can be closed properly: AG-UI
 * allows RUN_FINISHED only when nothing is open, and an unfinished tool call in the history makes model
 * providers refuse the next message.
 */
export function createOpenParts(newId: () => string) {
  const texts = new Set<string>();
  const reasonings = new Set<string>();
  const reasoningMessages = new Set<string>();
  const calls = new Set<string>();
  const unanswered = new Set<string>();
  const answered = new Set<string>();
  const called = (call: string) => {
    // A call may be begun again; it has its result all the same.
    if (!answered.has(call)) unanswered.add(call);
  };
  const answer = (call: string) => {
    answered.add(call);
    unanswered.delete(call);
  };
  const steps = new Set<string>();
  return {
    /** Calls of an earlier run that this one is to bring the results of. */
    goOnWith(ids: readonly string[]): void {
      for (const id of ids) called(id);
    },
    /** The calls that have no result yet. */
    unanswered: (): readonly string[] => [...unanswered],
    /** @param event of this run: a snapshot with messages of earlier ones would have their calls answered here */
    see(event: BaseEvent): void {
      const { messageId, toolCallId, stepName } = event as {
        messageId?: string;
        toolCallId?: string;
        stepName?: string;
      };
      const id = messageId ?? "";
      const call = toolCallId ?? "";
      const step = stepName ?? "";
      switch (event.type) {
        case EventType.TEXT_MESSAGE_START:
          texts.add(id);
          break;
        case EventType.TEXT_MESSAGE_END:
          texts.delete(id);
          break;
        case EventType.REASONING_START:
          reasonings.add(id);
          break;
        case EventType.REASONING_END:
          reasonings.delete(id);
          break;
        case EventType.REASONING_MESSAGE_START:
          reasoningMessages.add(id);
          break;
        case EventType.REASONING_MESSAGE_END:
          reasoningMessages.delete(id);
          break;
        case EventType.TOOL_CALL_START:
          calls.add(call);
          called(call);
          break;
        case EventType.TOOL_CALL_END:
          calls.delete(call);
          break;
        case EventType.TOOL_CALL_RESULT:
          answer(call);
          break;
        case EventType.MESSAGES_SNAPSHOT:
          // Calls and results that were never streamed.
          for (const message of (event as { messages?: Message[] }).messages ?? []) {
            if (message.role === "tool") answer(message.toolCallId);
            else if (message.role === "assistant") for (const { id } of message.toolCalls ?? []) called(id);
          }
          break;
        case EventType.STEP_STARTED:
          steps.add(step);
          break;
        case EventType.STEP_FINISHED:
          steps.delete(step);
          break;
      }
    },
    /**
     * The events that close everything open, in an order that AG-UI's verification accepts.
     *
     * @param reason what the unanswered tool calls are told, e.g. "stopped"; null when they are waited with
     */
    close(reason: string | null): BaseEvent[] {
      const given = reason === null ? [] : [...unanswered];
      const events = [
        ...[...reasoningMessages].map((messageId) => ({ type: EventType.REASONING_MESSAGE_END, messageId })),
        ...[...reasonings].map((messageId) => ({ type: EventType.REASONING_END, messageId })),
        ...[...texts].map((messageId) => ({ type: EventType.TEXT_MESSAGE_END, messageId })),
        ...[...calls].map((toolCallId) => ({ type: EventType.TOOL_CALL_END, toolCallId })),
        ...given.map((toolCallId) => ({
          type: EventType.TOOL_CALL_RESULT,
          messageId: newId(),
          toolCallId,
          role: "tool",
          content: JSON.stringify({ error: reason }),
        })),
        ...[...steps].map((stepName) => ({ type: EventType.STEP_FINISHED, stepName })),
      ];
      for (const id of given) answered.add(id);
      for (const set of [texts, reasonings, reasoningMessages, calls, unanswered, steps]) set.clear();
      return events;
    },
  };
}
