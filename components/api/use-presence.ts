"use client";
import { useSyncExternalStore } from "react";
import { type Presence, presence } from "./presence";

/** Whether the person of this page is still signed in; renders again when that changes. */
export function usePresence(): Presence {
  return useSyncExternalStore(presence.subscribe, presence.getState, () => "here" as const);
}
