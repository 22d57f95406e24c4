const FIRST = [1_000, 3_000, 8_000, 20_000];
const THEN = 60_000;

/**
 * How long to wait before the site is tried again by itself, in milliseconds.
 *
 * @param attempts how many tries in a row have failed
 */
export function reconnectAfter(attempts: number): number {
  return FIRST[attempts] ?? THEN;
}
