import { randomInt } from "node:crypto";

/** How often the tests of whole processes do each thing: enough to notice in `npm test`, enough to trust in a soak. */
export const SOAK = process.env.SOAK === "1";
export const times = (small: number, full: number): number => (SOAK ? full : small);

// Drawn by whoever loads this first, which is the process that starts the workers: they are given what is set there.
process.env.SOAK_SEED ??= String(randomInt(1_000_000));

/** The number that every random choice of this run comes from: `SOAK_SEED`, or one that is drawn and printed. */
export const SEED = Number(process.env.SOAK_SEED);

/** Random choices that come out the same for the same seed. */
export type Dice = {
  /** A whole number from `from` to `to`, both included. */
  whole: (from: number, to: number) => number;
  pick: <T>(from: readonly [T, ...T[]]) => T;
};

/** @param purpose keeps the choices of one test apart from those of another */
export function createDice(purpose: string): Dice {
  let state = [...purpose].reduce((sum, letter) => (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0, SEED | 0);
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return { whole, pick: (from) => from[whole(0, from.length - 1)] ?? from[0] };
}

/** Smallest, middle, 95th of a hundred, and largest, as one reads them in a log. */
export function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `min ${at(0)} p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} (n=${sorted.length})`;
}
