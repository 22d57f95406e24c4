import type { AGUIEvent, RunAgentInput } from "@ag-ui/core";
import type { Model } from "@strands-agents/sdk";
import type { RecordStorage } from "../interrupts/storage.ts";
import { PendingStore } from "../interrupts/store.ts";
import type { Logger } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";
import type { ToolOptions } from "../tools/all.ts";
import { answerPrompt } from "./prompt.ts";
import type { ActiveRun } from "./registry.ts";
import { runAgent } from "./run.ts";

/** What the HTTP side needs of the agent. It knows no more, so that it can listen while Strands is still being loaded. */
export type Engine = {
  run: (run: ActiveRun, input: RunAgentInput, token: string | undefined) => AsyncIterable<AGUIEvent>;
  answer: (run: ActiveRun, prompt: string, token: string | undefined) => Promise<string>;
};

export type EngineOptions = {
  /** Where runs that wait for a person are kept; without it they are in memory, and in the client's history. */
  storage?: RecordStorage;
  tools?: ToolOptions;
};

export function createEngine(
  model: Model,
  identity: ModelIdentity,
  log: Logger,
  { storage, tools }: EngineOptions = {},
): Engine {
  const deps = { model, identity, log, tools, pending: new PendingStore(log, storage) };
  return {
    run: (run, input, token) => runAgent(deps, run, input, token),
    answer: (run, prompt, token) => answerPrompt(deps, run, prompt, token),
  };
}
