import "server-only";

/** Waits are a minute long at most, and so many are remembered; beyond that the database is asked again. */
const MAX_KNOWN = 10_000;

// On globalThis: Next bundles pages and routes apart, and what one has learned holds for the others.
const WAITS = Symbol.for("agentcore-chat.known-waits");
type Holder = { [WAITS]?: Map<string, number> };

const waits = (): Map<string, number> => {
  const holder = globalThis as Holder;
  holder[WAITS] ??= new Map();
  return holder[WAITS];
};

/**
 * Keeps in mind that an allowance is used up for so long. An attack asks again at once, thousands of times; what has just
 * been refused is refused again without a question to the database. It cannot be wrong: nothing gives an allowance back.
 */
export function rememberWait(key: string, seconds: number): void {
  if (seconds <= 0) return;
  const known = waits();
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, performance.now() + seconds * 1000);
}

/** @returns the whole seconds until there can be some again, null when the database must be asked */
export function knownWait(key: string): number | null {
  const until = waits().get(key);
  if (until === undefined) return null;
  const left = until - performance.now();
  if (left > 0) return Math.ceil(left / 1000);
  waits().delete(key);
  return null;
}
