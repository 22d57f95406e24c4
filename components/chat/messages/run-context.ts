"use client";
import { createContext } from "react";

/** What a message may want to know of the run that is on. Changes a few times per run, never per word. */
export const RunContext = createContext<{ running: boolean; silent: boolean; live: ReadonlySet<string> }>({
  running: false,
  silent: false,
  live: new Set(),
});
