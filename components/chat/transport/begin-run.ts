import type { RunStarted, ThreadEvents } from "@/lib/api/contract";
import { LONGEST_WAIT, type PollPorts, SHORTEST_WAIT } from "./poller";

/** Where a run's events are to be read from, and those that are known already; or the site's refusal. */
export type Begun = { ok: true; cursor: string; first: ThreadEvents | null } | { ok: false; response: Response };

const JSON_TYPE = { "content-type": "application/json" };

/**
 * Starts a run. Some hosts freeze the site when no request is open: there the request that starts a run is answered when
 * the run is over, if the host does not cut it before. So the run is looked for beside it, and has begun as soon as
 * either says so.
 *
 * @param path of the conversation
 * @throws as `fetch` does when neither says anything
 */
export async function beginRun(
  { fetch: open, after }: PollPorts,
  { path, body, runId, signal }: { path: string; body: string; runId: string; signal: AbortSignal | null },
): Promise<Begun> {
  let answered = false;
  let stopLooking: () => void = () => undefined;

  const post = async (): Promise<Begun> => {
    const response = await open(`${path}/runs`, { method: "POST", headers: JSON_TYPE, body, signal });
    if (isPageOfHost(response)) throw new TypeError(`the host answered ${response.status} in the site's place`);
    if (!response.ok) return { ok: false, response };
    const { cursor } = (await response.json()) as RunStarted;
    return { ok: true, cursor, first: null };
  };
  const posted = post().finally(() => {
    answered = true;
    stopLooking();
  });
  // Whoever has seen the run begin does not wait for this any more.
  posted.catch(() => undefined);

  const look = async (): Promise<Begun> => {
    for (let wait = SHORTEST_WAIT; !answered; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
      await new Promise<void>((resolve) => {
        const cancel = after(wait, resolve);
        stopLooking = () => {
          cancel();
          resolve();
        };
      });
      if (answered) break;
      const response = await open(`${path}/events?${new URLSearchParams({ run: runId })}`, { signal }).catch(
        () => null,
      );
      // Not there yet, or not to be asked now; or cut off, or of a release that only knows conversations as a whole.
      const first = response?.ok ? await response.json().catch(() => null) : null;
      if ((first as ThreadEvents | null)?.run?.id !== runId) continue;
      return { ok: true, cursor: first.cursor, first };
    }
    return await posted;
  };
  return await Promise.race([posted, look()]);
}

/** A host's own word about a site that did not answer (in time). It says nothing of what the site has done. */
function isPageOfHost({ status, headers }: Response): boolean {
  return status >= 500 && !headers.get("content-type")?.includes("application/json");
}
