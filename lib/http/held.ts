import "server-only";
import { after } from "next/server";
import { getConfig } from "../config";

/** Hosts that freeze the process end a request after 30 s; by then an answer of our own is better than theirs. */
const LONGEST_MS = 28_000;

export type Held = {
  /** Keeps the process alive until the work is done. */
  hold: (work: Promise<unknown>) => void;
  /** Resolves when the request may be answered. Never rejects. */
  done: () => Promise<void>;
};

/**
 * For work that outlives the handler of a request. It goes to Next's `after`, which takes a promise at once (on Vercel:
 * `waitUntil`, for as long as the request itself could have taken). Where the process is frozen when no request is open
 * (`holdRequests`), the answer waits for it.
 *
 * @param startedAt when the request came (ms)
 */
export function createHeld(startedAt: number): Held {
  const works: Promise<unknown>[] = [];
  return {
    hold: (work) => {
      after(work);
      if (getConfig().holdRequests) works.push(work);
    },
    done: async () => {
      if (works.length === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const tooLate = new Promise((resolve) => {
        timer = setTimeout(resolve, startedAt + LONGEST_MS - Date.now());
      });
      await Promise.race([Promise.allSettled(works), tooLate]);
      clearTimeout(timer);
    },
  };
}
