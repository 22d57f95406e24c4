"use client";
import { useSyncExternalStore } from "react";
import { useMedia } from "../../../ui/use-media";
import type { DiagramTheme } from "./frame";

function subscribe(listener: () => void) {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ["class"] });
  return () => observer.disconnect();
}

/** Whether the page is light or dark now: as chosen, or as the system has it. A picture cannot follow by itself. */
export function usePageTheme(): DiagramTheme {
  const systemIsDark = useMedia("(prefers-color-scheme: dark)", false);
  const chosen = useSyncExternalStore(
    subscribe,
    () => ["light", "dark"].find((name) => document.documentElement.classList.contains(name)) ?? "",
    () => "",
  );
  if (chosen === "light" || chosen === "dark") return chosen;
  return systemIsDark ? "dark" : "light";
}
