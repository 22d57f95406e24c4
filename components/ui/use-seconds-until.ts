"use client";
import { useEffect, useState } from "react";

const secondsUntil = (moment: number | null) =>
  moment === null ? 0 : Math.max(0, Math.ceil((moment - Date.now()) / 1000)) || 0;

/** Whole seconds until a moment (ms), each second anew; 0 when it is past or there is none. */
export function useSecondsUntil(moment: number | null): number {
  const [left, setLeft] = useState(() => secondsUntil(moment));
  const [shown, setShown] = useState(moment);
  // At once and not after the first rendering: what is to wait must not be offered for a moment.
  if (!Object.is(shown, moment)) {
    setShown(moment);
    setLeft(secondsUntil(moment));
  }
  useEffect(() => {
    if (secondsUntil(moment) === 0) return setLeft(0);
    const timer = setInterval(() => {
      const seconds = secondsUntil(moment);
      setLeft(seconds);
      if (seconds === 0) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [moment]);
  return left;
}
