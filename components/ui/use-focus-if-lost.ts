"use client";
import { type RefObject, useEffect } from "react";

/** Takes the focus when it is nowhere at the moment of mounting: what had it has just been replaced by this. */
export function useFocusIfLost(target: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const focused = document.activeElement;
    if (focused === null || focused === document.body) target.current?.focus();
  }, [target]);
}
