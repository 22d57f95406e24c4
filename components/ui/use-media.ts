"use client";
import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds, now and from now on. The served page is made for `served`. */
export function useMedia(query: string, served: boolean): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => served,
  );
}
