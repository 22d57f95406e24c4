/**
 * Waits for `work`, or rejects with the signal's reason as soon as it is aborted, whatever `work` makes of that.
 *
 * `fetch` follows its signal by weak references, and `AbortSignal.any` does too: collected at the wrong moment, an abort
 * reaches nobody, and a silent agent is waited for without end.
 */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** A signal that follows others and cannot be collected before them: each of them holds it. */
export function followSignals(...sources: (AbortSignal | null | undefined)[]): AbortSignal {
  const controller = new AbortController();
  for (const source of sources) {
    const follow = () => controller.abort(source?.reason);
    if (source?.aborted) follow();
    else source?.addEventListener("abort", follow, { once: true });
  }
  return controller.signal;
}
