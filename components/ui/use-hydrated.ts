"use client";
import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** Whether the page's code is at work yet: before, a click on a button of the served page would go nowhere. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
