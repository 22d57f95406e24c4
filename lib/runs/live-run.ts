import type { BaseEvent } from "@ag-ui/core";
import { Observable } from "rxjs";

/** A run as it happens: everybody who watches sees the same events, from the first one on, however late they come. */
export type LiveRun = {
  runId: string;
  append: (event: BaseEvent) => void;
  /** No event after this; the watchers' streams complete. */
  finish: () => void;
  done: () => boolean;
  /** No event has happened yet. */
  isEmpty: () => boolean;
  events: () => Observable<BaseEvent>;
  /** Asks the producer to end the run as stopped. */
  stop: () => void;
  /** Resolves when the run has ended, however it did. */
  ended: Promise<void>;
};

/** Makes the record of one run; `onStop` is called once, at the first `stop()` before the end. */
export function createLiveRun(runId: string, onStop: () => void): LiveRun {
  const log: BaseEvent[] = [];
  const watchers = new Set<{ next: (event: BaseEvent) => void; complete: () => void }>();
  let finished = false;
  let stopping = false;
  let resolveEnded: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  return {
    runId,
    ended,
    append(event) {
      if (finished) return;
      log.push(event);
      for (const watcher of [...watchers]) watcher.next(event);
    },
    finish() {
      if (finished) return;
      finished = true;
      for (const watcher of [...watchers]) watcher.complete();
      watchers.clear();
      resolveEnded();
    },
    done: () => finished,
    isEmpty: () => log.length === 0,
    events: () =>
      new Observable<BaseEvent>((subscriber) => {
        // Synchronous, so that no event falls between the replay and the subscription.
        for (const event of log) subscriber.next(event);
        if (finished) return subscriber.complete();
        const watcher = { next: (event: BaseEvent) => subscriber.next(event), complete: () => subscriber.complete() };
        watchers.add(watcher);
        return () => watchers.delete(watcher);
      }),
    stop() {
      if (finished || stopping) return;
      stopping = true;
      onStop();
    },
  };
}
