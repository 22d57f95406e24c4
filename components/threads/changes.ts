import type { ThreadChanges } from "@/lib/api/contract";
import type { ApiResult } from "../api/request";

export type ChangedThread = ThreadChanges["threads"][number];

export type ChangesPorts = {
  ask: (since: string | null, signal: AbortSignal) => Promise<ApiResult<ThreadChanges>>;
  /** Whether anybody looks at this tab and the network is there. */
  awake: () => boolean;
  /** Calls back whenever `awake` may have changed. @returns how to end that */
  onWake: (listener: () => void) => () => void;
  /** The person's other tabs: tells them that there is something new, and hears it from them. */
  connect: (heard: () => void) => { tell: () => void; close: () => void };
  after: (ms: number, work: () => void) => () => void;
};

export const ASK_EVERY = 5_000;
/** The longest wait between two tries while the site does not answer. */
export const LONGEST_WAIT = 60_000;
/** A request that hangs longer than this is given up: it would keep the next one waiting for ever. */
export const GIVE_UP_AFTER = 20_000;
/** How many conversations one answer tells of; there may be more behind so many. */
export const FULL_ANSWER = 200;

/**
 * Asks the server what changed in the person's conversations: every few seconds while the tab is looked at, at once when
 * it is looked at again and when something is known to have happened. One request at a time; a nudge while one is under
 * way leads to another one after it, since the first may have read the database before what happened.
 */
export function createChanges(ports: ChangesPorts) {
  const listeners = new Set<(changed: ChangedThread[]) => void>();
  const restarts = new Set<() => void>();
  let cursor: string | null = null;
  let running = false;
  let asking: AbortController | null = null;
  let again = false;
  let failures = 0;
  let first = true;
  let lastOfFull: string | null = null;
  let cancelTimer = () => {};
  let tellOthers = () => {};

  const wait = () => {
    cancelTimer();
    const ms = Math.min(ASK_EVERY * 2 ** failures, LONGEST_WAIT);
    cancelTimer = ports.after(ms, () => void (ports.awake() && ask()));
  };

  /** @returns when to ask next: at once, or in the usual rhythm */
  const take = (result: ApiResult<ThreadChanges>): "now" | "later" => {
    const began = cursor === null && (result.ok || first);
    first = false;
    if (result.ok) cursor = result.value.cursor;
    if (began) for (const listener of restarts) listener();
    if (!result.ok) {
      failures += 1;
      // A cursor that the server no longer understands (another release): begin anew.
      if (result.error.code === "BAD_REQUEST") cursor = null;
      // Also when the sign-in has ended, slower each time: it may have been renewed in another tab.
      return "later";
    }
    failures = 0;
    const { threads } = result.value;
    if (threads.length > 0) for (const listener of listeners) listener(threads);
    const last = threads.length >= FULL_ANSWER ? (threads.at(-1)?.id ?? null) : null;
    // The server may tell again what it has told: the same page is not the rest.
    const isRest = last !== null && last !== lastOfFull;
    lastOfFull = last;
    return isRest ? "now" : "later";
  };

  const ask = async () => {
    if (!running) return;
    if (asking) {
      again = true;
      return;
    }
    cancelTimer();
    const request = new AbortController();
    asking = request;
    const cancelGiveUp = ports.after(GIVE_UP_AFTER, () => request.abort());
    const result = await ports.ask(cursor, request.signal);
    cancelGiveUp();
    // Stopped meanwhile, and perhaps started again with a request of its own.
    if (asking !== request) return;
    asking = null;
    const next = take(result);
    if ((again || next === "now") && ports.awake()) {
      again = false;
      void ask();
    } else wait();
  };

  const wake = () => void (ports.awake() && ask());

  return {
    /** @param listener is given the conversations that changed, never an empty list. @returns how to end that */
    subscribe(listener: (changed: ChangedThread[]) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /**
     * Calls back when it is time to load what is then kept up to date: reading has begun (anew), or could not begin at the
     * first try. What was loaded before may be out of date.
     */
    onRestart(listener: () => void): () => void {
      restarts.add(listener);
      return () => void restarts.delete(listener);
    },

    /** Something happened here that concerns the list: asks now, and has the person's other tabs ask. */
    nudge(): void {
      tellOthers();
      wake();
    },

    /** Begins; @returns how to stop. The first question is asked even in a tab that nobody looks at yet. */
    start(): () => void {
      running = true;
      const line = ports.connect(wake);
      tellOthers = line.tell;
      const endWake = ports.onWake(wake);
      if (first || ports.awake()) void ask();
      else wait();
      return () => {
        running = false;
        again = false;
        cancelTimer();
        endWake();
        line.close();
        tellOthers = () => {};
        asking?.abort();
        asking = null;
      };
    },
  };
}

export type Changes = ReturnType<typeof createChanges>;
