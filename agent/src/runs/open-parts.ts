import { randomUUID } from "node:crypto";
import { type AGUIEvent, EventType } from "@ag-ui/core";

/**
 * What a stream has begun and not ended, to end it properly when the run breaks off: AG-UI clients refuse a RUN_FINISHED
 * over an open message or tool call, and a call without a result would make the next turn's history invalid.
 */
export class OpenParts {
  readonly #texts = new Set<string>();
  readonly #reasoning = new Set<string>();
  readonly #thinking = new Set<string>();
  readonly #calls = new Map<string, { ended: boolean }>();
  readonly #steps = new Set<string>();

  /** @param pending calls of an earlier run that have no result yet */
  constructor(pending: string[] = []) {
    for (const id of pending) this.#calls.set(id, { ended: true });
  }

  see(event: AGUIEvent): void {
    switch (event.type) {
      case EventType.TEXT_MESSAGE_START:
        this.#texts.add(event.messageId);
        break;
      case EventType.TEXT_MESSAGE_END:
        this.#texts.delete(event.messageId);
        break;
      case EventType.REASONING_START:
        this.#thinking.add(event.messageId);
        break;
      case EventType.REASONING_MESSAGE_START:
        this.#reasoning.add(event.messageId);
        break;
      case EventType.REASONING_MESSAGE_END:
        this.#reasoning.delete(event.messageId);
        break;
      case EventType.REASONING_END:
        this.#thinking.delete(event.messageId);
        break;
      case EventType.TOOL_CALL_START:
        this.#calls.set(event.toolCallId, { ended: false });
        break;
      case EventType.TOOL_CALL_END: {
        const call = this.#calls.get(event.toolCallId);
        if (call) call.ended = true;
        break;
      }
      case EventType.TOOL_CALL_RESULT:
        this.#calls.delete(event.toolCallId);
        break;
      case EventType.STEP_STARTED:
        this.#steps.add(event.stepName);
        break;
      case EventType.STEP_FINISHED:
        this.#steps.delete(event.stepName);
        break;
    }
  }

  /**
   * The events that end everything open, innermost first.
   *
   * @param brokeOff the run did not come to its own end. Calls without a result then get one that says so, a client's own
   *   tools too: the client would go on to run them. After its own end, a call without a result is the client's to answer.
   */
  close(brokeOff: boolean): AGUIEvent[] {
    const events: AGUIEvent[] = [];
    for (const messageId of this.#reasoning) events.push({ type: EventType.REASONING_MESSAGE_END, messageId });
    for (const messageId of this.#thinking) events.push({ type: EventType.REASONING_END, messageId });
    for (const messageId of this.#texts) events.push({ type: EventType.TEXT_MESSAGE_END, messageId });
    for (const [toolCallId, { ended }] of this.#calls) {
      if (!ended) events.push({ type: EventType.TOOL_CALL_END, toolCallId });
      if (!brokeOff) continue;
      const content = JSON.stringify({ error: { code: "STOPPED", message: "The run ended before this call did." } });
      events.push({ type: EventType.TOOL_CALL_RESULT, toolCallId, messageId: randomUUID(), content });
    }
    for (const stepName of this.#steps) events.push({ type: EventType.STEP_FINISHED, stepName });
    for (const open of [this.#texts, this.#reasoning, this.#thinking, this.#calls, this.#steps]) open.clear();
    return events;
  }
}
