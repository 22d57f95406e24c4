import { AsyncLocalStorage } from "node:async_hooks";

/**
 * The run whose model call is being made, for `fetch`es that a provider's library makes without passing a signal on.
 * Strands' Anthropic model ignores `cancelSignal`: its request would go on, and be paid for, until the next chunk.
 */
const calls = new AsyncLocalStorage<AbortSignal>();

/** Runs `work`; every {@link cancellableFetch} that it starts ends when `signal` aborts. */
export function withinCall<T>(signal: AbortSignal, work: () => T): T {
  return calls.run(signal, work);
}

/** `fetch`, ended by the run's signal as well as by the caller's own. */
export const cancellableFetch: typeof fetch = (input, init) => {
  const signals = [calls.getStore(), init?.signal].filter((signal) => signal != null);
  return signals.length > 0 ? fetch(input, { ...init, signal: AbortSignal.any(signals) }) : fetch(input, init);
};
