import { type BaseEvent, EventType } from "@ag-ui/core";
import { THREAD_VIEW_EVENT, type ThreadView } from "../api/contract";

/** What the messages of a stream do not say about their thread. */
export function viewEvent(view: ThreadView): BaseEvent {
  return { type: EventType.CUSTOM, name: THREAD_VIEW_EVENT, value: view } as BaseEvent;
}
