import type { BaseEvent } from "@ag-ui/core";
import { Observable } from "rxjs";

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
  /** Nobody reads the events here: what waits for a reader is dropped. */
  unread: () => void;
  /** Resolves when its end is written down, however it ended. Never rejects. */
  ended: Promise<void>;
};

/**
 * Passes events from the producer to the one reader that started the run. Nothing is kept once it reads, so a
 * long answer costs no memory; what comes before it subscribes waits for it.
 */
export function createOutlet() {
  let waiting: BaseEvent[] | null = [];
  let reader: { next: (event: BaseEvent) => void; complete: () => void } | null = null;
  let finished = false;
  return {
    next(event: BaseEvent): void {
      reader?.next(event);
      waiting?.push(event);
    },
    complete(): void {
      finished = true;
      reader?.complete();
    },
    events: new Observable<BaseEvent>((subscriber) => {
      for (const event of waiting ?? []) subscriber.next(event);
      waiting = null;
      if (finished) return subscriber.complete();
      reader = subscriber;
      return () => {
        reader = null;
      };
    }),
    /** Nobody will read here. */
    close(): void {
      waiting = null;
    },
  };
}
