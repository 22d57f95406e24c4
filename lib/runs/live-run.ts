import type { BaseEvent } from "@ag-ui/core";
import { Observable } from "rxjs";
import { appendCoalesced } from "./coalesce";

/** A run that this process produces, as the rest of the process sees it. */
export type LiveRun = {
  runId: string;
  threadId: string;
  /** The events as they come, for the one who started the run; everybody else reads the log. */
  events: Observable<BaseEvent>;
  /** Ends it because the person asked, because this process goes away, or because the lease is lost. */
  stop: () => void;
  interrupt: () => void;
  lose: () => void;
  /** Nobody will read the events here: what waits for a reader is dropped. */
  dropUnread: () => void;
  /** Resolves when its end is written down, however it ended. Never rejects. */
  ended: Promise<void>;
  /** Resolves when, besides, the agent has been told of an end that is not its own. Never rejects. */
  settled: Promise<void>;
};

/** So much may wait for a reader. It comes within moments of the start, or not at all. */
const MAX_WAITING_EVENTS = 5_000;
const MAX_WAITING_CHARS = 1024 * 1024;

/**
 * Passes events from the producer to the one reader that started the run. Nothing is kept once it reads, so a
 * long answer costs no memory; what comes before it subscribes waits for it, but not without bounds. A reader that has
 * missed something gets no events and no end: that counts as cut, and it reads the log.
 */
export function createOutlet() {
  let waiting: BaseEvent[] | null = [];
  let chars = 0;
  let reader: { next: (event: BaseEvent) => void; complete: () => void } | null = null;
  let finished = false;
  return {
    next(event: BaseEvent): void {
      reader?.next(event);
      if (!waiting) return;
      chars += appendCoalesced(waiting, event);
      if (chars > MAX_WAITING_CHARS || waiting.length > MAX_WAITING_EVENTS) waiting = null;
    },
    complete(): void {
      finished = true;
      reader?.complete();
    },
    events: new Observable<BaseEvent>((subscriber) => {
      if (!waiting) return subscriber.complete();
      for (const event of waiting) subscriber.next(event);
      waiting = null;
      if (finished) return subscriber.complete();
      reader = subscriber;
      return () => {
        reader = null;
      };
    }),
    /** Nobody will read here. */
    dropUnread(): void {
      waiting = null;
    },
  };
}
