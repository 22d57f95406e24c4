"use client";
import { useEffect, useSyncExternalStore } from "react";
import { loadPart } from "../../../release/page-releases";

type Katex = typeof import("katex")["default"];
export type Engine = (tex: string, display: boolean) => string;

/** Longer than a formula a person reads; what is longer stays as it is written. */
const LONGEST = 5_000;
const LARGEST_RESULT = 300_000;

let engine: Engine | null = null;
let loading: Promise<void> | null = null;
const listeners = new Set<() => void>();

/**
 * KaTeX, bound to what cannot hurt: no command that links, loads or sets HTML (`trust`), macros that end (`maxExpand`),
 * and nothing larger than a few lines (`maxSize`). MathML, since that needs no fonts and no styles, and is what screen
 * readers read.
 *
 * @throws on what is no formula
 */
export function engineOf(katex: Katex): Engine {
  return (tex, display) => {
    if (tex.length > LONGEST) throw new RangeError("the formula is too long");
    const html = katex.renderToString(tex, {
      displayMode: display,
      output: "mathml",
      throwOnError: true,
      trust: false,
      strict: "ignore",
      maxExpand: 300,
      maxSize: 20,
      // Its own for every formula: a macro that one defines is none of the next one's.
      macros: {},
    });
    if (html.length > LARGEST_RESULT) throw new RangeError("the formula is too large");
    return html;
  };
}

function load(): Promise<void> {
  loading ??= loadPart(() => import("katex")).then(
    ({ default: katex }) => {
      engine = engineOf(katex);
      for (const listener of listeners) listener();
    },
    () => {
      // Offline, perhaps: the next formula tries again.
      loading = null;
    },
  );
  return loading;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What sets formulas; null until it is loaded, which the first formula of a page begins. */
export function useEngine(): Engine | null {
  useEffect(() => void load(), []);
  return useSyncExternalStore(
    subscribe,
    () => engine,
    () => null,
  );
}
