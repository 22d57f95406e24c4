/** Milliseconds before a piece of text at pace 1, jitter included: a reader's speed, a little uneven as models are. */
export function pauseBefore(piece: string, random: () => number = Math.random): number {
  const base = 25 + random() * 20;
  return /[.!?。！？\n]\s*$/.test(piece) ? base * 1.6 : base;
}

/**
 * Waits, and rejects the moment the signal aborts.
 *
 * @param ms not more than a timer takes; 0 or less does not wait at all
 */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (ms <= 0) return;
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
