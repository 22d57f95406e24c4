import { setTimeout as sleep } from "node:timers/promises";

export type Waited = { ok: true; ms: number } | { ok: false; reason: string };

const EVERY_MS = 150;

/**
 * Asks an address until it answers with a status below 500 and not 404, which is what a part gives while it is not all there.
 *
 * @param options.timeoutMs for all tries together; a page's first compile counts in
 * @param options.signal ends the waiting early, with its reason: the part has died
 */
export async function waitUntilAnswers(
  url: string,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<Waited> {
  const started = Date.now();
  const deadline = started + options.timeoutMs;
  let last = "nothing listens there";
  while (Date.now() < deadline) {
    if (options.signal.aborted) return { ok: false, reason: String(options.signal.reason) };
    try {
      // A redirect is an answer: where it leads is not this part's matter.
      const limit = AbortSignal.any([options.signal, AbortSignal.timeout(deadline - Date.now())]);
      const response = await fetch(url, { signal: limit, redirect: "manual" });
      await response.arrayBuffer();
      if (response.status < 500 && response.status !== 404) return { ok: true, ms: Date.now() - started };
      last = `it answers ${response.status}`;
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") last = "it takes the request but does not answer";
    }
    await sleep(EVERY_MS, undefined, { signal: options.signal }).catch(() => {});
  }
  if (options.signal.aborted) return { ok: false, reason: String(options.signal.reason) };
  return { ok: false, reason: `${url} did not answer within ${Math.round(options.timeoutMs / 1000)} s (${last})` };
}
