import type { AGUIEvent, RunAgentInput } from "@ag-ui/core";
import type { Model } from "@strands-agents/sdk";
import type { Logger } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";
import type { AguiThread } from "../strands/thread.ts";
import { ThreadCache } from "../strands/thread-cache.ts";
import { answerPrompt } from "./prompt.ts";
import type { ActiveRun } from "./registry.ts";
import { runAgent } from "./run.ts";

/** What the HTTP side needs of the agent. It knows no more, so that it can listen while Strands is still being loaded. */
export type Engine = {
  run: (run: ActiveRun, input: RunAgentInput, token: string | undefined) => AsyncIterable<AGUIEvent>;
  answer: (run: ActiveRun, prompt: string, token: string | undefined) => Promise<string>;
};

/** How often threads that nobody uses are looked for; they also go when others come. */
const SWEEP_MS = 5 * 60_000;

export function createEngine(
  model: Model,
  identity: ModelIdentity,
  log: Logger,
  threads: ThreadCache<AguiThread> = new ThreadCache(),
): Engine {
  const deps = { model, identity, log, threads };
  setInterval(() => threads.evict(), SWEEP_MS).unref();
  return {
    run: (run, input, token) => runAgent(deps, run, input, token),
    answer: (run, prompt, token) => answerPrompt(deps, run, prompt, token),
  };
}
