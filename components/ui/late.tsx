"use client";
import { type ComponentType, type ReactNode, useEffect, useSyncExternalStore } from "react";
import { loadPart } from "../release/page-releases";

/** A component whose code is loaded when the first is shown. */
export type LatePart<P> = {
  get: () => ComponentType<P> | null;
  subscribe: (listener: () => void) => () => void;
  begin: () => void;
};

/** @param load may fail; it is then called again by the next that is shown, or with the next connection */
export function latePart<P>(load: () => Promise<ComponentType<P>>): LatePart<P> {
  let loaded: ComponentType<P> | null = null;
  let loading = false;
  const listeners = new Set<() => void>();
  return {
    get: () => loaded,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    begin: () => {
      if (loaded || loading) return;
      loading = true;
      void loadPart(load).then(
        (component) => {
          loaded = component;
          for (const listener of [...listeners]) listener();
        },
        () => {
          loading = false;
        },
      );
    },
  };
}

type Props<P> = { part: LatePart<P>; props: P; fallback: ReactNode };

/**
 * Shows such a component. Until its code is there, and where it does not come (offline, or after a deploy), the `fallback`
 * stands in its place. `React.lazy` would throw instead, for good, and what fails in rendering takes the page with it.
 */
export function Late<P extends object>({ part, props, fallback }: Props<P>) {
  const Component = useSyncExternalStore(part.subscribe, part.get, () => null);
  useEffect(() => {
    part.begin();
    window.addEventListener("online", part.begin);
    return () => window.removeEventListener("online", part.begin);
  }, [part]);
  return Component ? <Component {...props} /> : fallback;
}
