"use client";
import { type RefObject, useEffect } from "react";

/** Takes the focus when it is nowhere at the moment of mounting: what had it has just been replaced by this. */
export function useFocusIfLost(target: RefObject<HTMLElement | null>): void {
  useEffect(() => takeFocusIfLost(target.current), [target]);
}

/** The same as a `ref`, for an element that is no component of its own. */
export function takeFocusIfLost(element: HTMLElement | null): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) element?.focus();
}
