import type { ThreadEvents } from "@/lib/api/contract";
import type { HttpErrorBody } from "@/lib/errors";
import { type ApiError, errorOf } from "../../api/request";

export type PollPorts = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  after: (ms: number, work: () => void) => () => void;
};

/** Milliseconds between two questions while there is news, and the longest while there is none. */
export const SHORTEST_WAIT = 400;
export const LONGEST_WAIT = 1_500;
/** Milliseconds before a question that got no answer is asked again. */
export const RETRY_AFTER = [500, 1_000, 2_000, 4_000];
/** However long the site wants it, nobody waits longer than this for the rest of an answer. */
export const LONGEST_RETRY = 60_000;
/** A question that hangs longer than this counts as one without an answer. */
export const GIVE_UP_AFTER = 20_000;

/** The site has looked at the question and will not answer it. */
export class Refused extends Error {
  constructor(readonly reason: ApiError) {
    super(reason.code);
  }
}

/** Codes with which the same question can be answered a moment later. */
const PASSING = new Set(["NETWORK", "INTERNAL", "RATE_LIMITED"]);

/**
 * Asks for the events of a conversation, again and again, each time from where the last answer ended. A question without
 * an answer is asked again a few times from the same place; then the connection counts as broken.
 *
 * @param gone ends it all
 */
export function createPoller(ports: PollPorts, path: string, gone: AbortSignal) {
  const pause = (ms: number) =>
    new Promise<void>((resolve, reject) => {
      const cancel = ports.after(ms, () => {
        gone.removeEventListener("abort", leave);
        resolve();
      });
      const leave = () => {
        cancel();
        reject(gone.reason);
      };
      if (gone.aborted) leave();
      else gone.addEventListener("abort", leave, { once: true });
    });

  async function ask(cursor: string): Promise<{ ok: true; page: ThreadEvents } | { ok: false; reason: ApiError }> {
    const request = new AbortController();
    const abort = () => request.abort();
    const cancel = ports.after(GIVE_UP_AFTER, abort);
    gone.addEventListener("abort", abort);
    try {
      const url = `${path}?${new URLSearchParams({ after: cursor })}`;
      const response = await ports.fetch(url, { signal: request.signal });
      if (response.ok) return { ok: true, page: (await response.json()) as ThreadEvents };
      const body = (await response.json().catch(() => null)) as Partial<HttpErrorBody> | null;
      // An error page of a host in between is as passing as a lost connection.
      return { ok: false, reason: errorOf(body, "NETWORK") };
    } catch {
      return { ok: false, reason: { code: "NETWORK", message: null, requestId: null } };
    } finally {
      cancel();
      gone.removeEventListener("abort", abort);
    }
  }

  async function read(cursor: string): Promise<ThreadEvents> {
    for (const wait of [...RETRY_AFTER, null]) {
      const answer = await ask(cursor);
      if (gone.aborted) throw gone.reason;
      if (answer.ok) return answer.page;
      if (!PASSING.has(answer.reason.code)) throw new Refused(answer.reason);
      // Asked sooner than it wants, the site only counts one question more.
      if (wait !== null) await pause(Math.max(wait, Math.min((answer.reason.retryAfter ?? 0) * 1000, LONGEST_RETRY)));
    }
    throw new TypeError("the site cannot be reached");
  }

  return {
    /**
     * Every answer from a place on, up to the one that says that all is done.
     *
     * @param atOnce whether the first question is asked without waiting
     * @throws Refused, a `TypeError` as for a lost connection, or the reason for which it was ended
     */
    async *pages(from: string, atOnce: boolean): AsyncGenerator<ThreadEvents> {
      let cursor = from;
      let wait = atOnce ? 0 : SHORTEST_WAIT;
      for (;;) {
        if (wait > 0) await pause(wait);
        const page = await read(cursor);
        yield page;
        if (page.done) return;
        cursor = page.cursor;
        wait = page.events.length > 0 ? SHORTEST_WAIT : Math.min(Math.max(wait, SHORTEST_WAIT) * 1.5, LONGEST_WAIT);
      }
    },
  };
}
