import { type AbstractAgent, defaultApplyEvents } from "@ag-ui/client";
import { type BaseEvent, EventType, type Message, type RunAgentInput } from "@ag-ui/core";
import { from, lastValueFrom, tap } from "rxjs";

/** What a run's events so far amount to: the messages that it has written, and the shared state. */
export type Folded = { messages: Message[]; state: unknown };

/**
 * Applies events to what has been folded before, with AG-UI's own reducer, so that server and browser agree.
 *
 * It is fed with coalesced batches of one run's events and with that run's messages only: the reducer copies every message
 * it knows for every event, which for a long conversation and single words would be most of the site's work.
 */
export async function fold(before: Folded, events: readonly BaseEvent[]): Promise<Folded> {
  let { messages, state } = before;
  const input: RunAgentInput = { threadId: "", runId: "", messages, state, tools: [], context: [], forwardedProps: {} };
  // The reducer reads nothing of the agent but its messages.
  const mutations = defaultApplyEvents(input, from(events.map(unshared)), { messages } as AbstractAgent, []);
  await lastValueFrom(
    mutations.pipe(
      tap((mutation) => {
        messages = mutation.messages ?? messages;
        if (mutation.state !== undefined) state = mutation.state;
      }),
    ),
    { defaultValue: undefined },
  );
  return { messages, state };
}

/** The reducer takes a patch's values into the document and changes them there, with the event that they came in. */
function unshared(event: BaseEvent): BaseEvent {
  const isPatch = event.type === EventType.STATE_DELTA || event.type === EventType.ACTIVITY_DELTA;
  return isPatch ? structuredClone(event) : event;
}
