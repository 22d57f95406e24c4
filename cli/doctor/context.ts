import type { Io } from "../io";
import type { Env, Settings } from "./environment";
import type { Findings } from "./report";

/** What the checks share. */
export type Context = {
  io: Io;
  /** As the site would have it; `io.env` is the same. */
  env: Env;
  settings: Settings;
  findings: Findings;
  /** How long one answer may take. */
  timeoutMs: number;
  /** Every check of every agent, not only one run. */
  full: boolean;
};

/** What to do where nothing answers on this machine. */
export const START_LOCAL_CLOUD =
  "It is on this machine: start the local cloud with `npm run dev`, or, if that runs on other ports, give PORT, LOCAL_AUTH0_PORT and LOCAL_AGENTCORE_PORT here too.";

/** The exact words of a setting that something hangs on; the reader knows where it is set. */
export const unset = (name: string) => `${name} is not set, or wrong`;
