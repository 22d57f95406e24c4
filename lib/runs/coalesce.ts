import { type BaseEvent, EventType } from "@ag-ui/core";

/** Events that add text to one thing; two in a row for the same thing are one. The value names the thing's id. */
const DELTAS: Partial<Record<EventType, string>> = {
  [EventType.TEXT_MESSAGE_CONTENT]: "messageId",
  [EventType.TOOL_CALL_ARGS]: "toolCallId",
  [EventType.REASONING_MESSAGE_CONTENT]: "messageId",
};

type Loose = BaseEvent & Record<string, unknown>;

/** Whether nothing but text is added, so that writing it down can wait for more. */
export function isDelta(event: BaseEvent): boolean {
  return event.type in DELTAS;
}

/**
 * Adds an event to the end of a list, into the last one if both are text for the same thing. A delta that carries more
 * than text stays by itself.
 *
 * @returns how many characters the list has grown by, roughly
 */
export function appendCoalesced(events: BaseEvent[], event: BaseEvent): number {
  const last = events.at(-1) as Loose | undefined;
  const key = DELTAS[event.type];
  const next = event as Loose;
  if (key && last?.type === next.type && last[key] === next[key] && isPlain(last) && isPlain(next)) {
    const delta = String(next.delta);
    events[events.length - 1] = { ...last, delta: String(last.delta) + delta } as BaseEvent;
    return delta.length;
  }
  events.push(event);
  return JSON.stringify(event).length;
}

function isPlain(event: Loose): boolean {
  return event.metadata === undefined && event.rawEvent === undefined;
}

/** A list of events with neighbouring deltas joined. */
export function coalesce(events: readonly BaseEvent[]): BaseEvent[] {
  const joined: BaseEvent[] = [];
  for (const event of events) appendCoalesced(joined, event);
  return joined;
}
