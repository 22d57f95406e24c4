"use client";
import { useEffect, useState } from "react";
import { after } from "../../ui/after";

/** Browsers wait no longer in one go (2^31 ms). */
const LONGEST = 24 * 60 * 60 * 1_000;

/** The time (ms), anew as soon as the next of these moments (RFC 3339) is over. */
export function useNow(moments: readonly (string | null)[]): number {
  const [now, setNow] = useState(() => Date.now());
  const coming = moments.flatMap((one) => (one === null ? [] : [Date.parse(one)])).filter((time) => time > now);
  const next = coming.length > 0 ? Math.min(...coming) : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each look at the clock the next one is set
  useEffect(() => {
    if (next === null) return;
    return after(Math.min(Math.max(next - Date.now(), 0) + 1, LONGEST), () => setNow(Date.now()));
  }, [next, now]);
  return now;
}
