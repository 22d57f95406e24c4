"use client";
import { createContext } from "react";

/** What a message may want to know of the run that is on. Changes a few times per run, never per word. */
type RunNow = {
  running: boolean;
  silent: boolean;
  /** Tool calls that may still get a result. */
  live: ReadonlySet<string>;
  /** Tool calls that are made when the person agrees. */
  waiting: ReadonlySet<string>;
};

export const RunContext = createContext<RunNow>({
  running: false,
  silent: false,
  live: new Set(),
  waiting: new Set(),
});
