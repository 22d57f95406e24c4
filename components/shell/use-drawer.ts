"use client";
import { type RefObject, useEffect } from "react";
import { isComposing } from "../ui/composing";
import { tabTarget } from "../ui/tab-order";

type Drawer = {
  open: boolean;
  close: () => void;
  panel: RefObject<HTMLElement | null>;
  /** What else can be reached while it is open: messages that concern what is done in it. */
  beside: RefObject<HTMLElement | null>;
  /** What has the focus once it is closed. */
  returnTo: () => HTMLElement | null;
};

/** Keeps the focus in a drawer while it is open: Tab goes round in it, Escape closes it. The rest is made inert by its owner. */
export function useDrawer({ open, close, panel, beside, returnTo }: Drawer): void {
  useEffect(() => {
    if (!open) return;
    panel.current?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      // A menu, a field or a dialog has had its own use for the key.
      if (isComposing(event)) return;
      if (event.defaultPrevented || (event.target instanceof Element && event.target.closest("dialog"))) return;
      if (event.key === "Escape") close();
      if (event.key !== "Tab") return;
      const target = tabTarget([panel.current, beside.current], document.activeElement, event.shiftKey);
      if (!target) return;
      event.preventDefault();
      target.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => {
      document.removeEventListener("keydown", onKeyDown);
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost || panel.current?.contains(document.activeElement)) returnTo()?.focus();
    };
  }, [open, close, panel, beside, returnTo]);
}
