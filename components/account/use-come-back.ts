"use client";
import { useEffect, useRef } from "react";
import { presence } from "../api/presence";
import { type AccountDialog, takeComeBack } from "./come-back";

/** Opens the dialog from which the person has just left for a sign-in, and takes it out of the address. */
export function useComeBack(open: Record<AccountDialog, () => void>): void {
  const latest = useRef(open);
  useEffect(() => {
    latest.current = open;
  });
  useEffect(() => {
    const person = presence.person();
    if (person === null) return;
    const { pathname, search, hash } = window.location;
    const { dialog, address } = takeComeBack({ person, address: `${pathname}${search}${hash}` });
    // Next takes part in `replaceState` only after the first effects.
    if (address !== null) queueMicrotask(() => window.history.replaceState(null, "", address));
    if (dialog !== null) latest.current[dialog]();
  }, []);
}
