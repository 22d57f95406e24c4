import type { Usage } from "@strands-agents/sdk";
import type { ToolScope } from "../tools/all.ts";

/** Everything one run has of its own: what its tools may see, what the model is told, when it ends, what it used. */
export type RunScope = ToolScope & {
  signal: AbortSignal;
  /** Read-only words of the application for the model: AG-UI's system messages and context entries. */
  instructions: string[];
  usage?: Usage;
};

/** The scope of an agent before its run, and after it, when nobody waits any more: it can see and do nothing. */
export const NO_RUN: RunScope = Object.freeze({
  token: undefined,
  state: Object.freeze({}),
  signal: AbortSignal.abort(),
  instructions: [],
  canAsk: false,
});
