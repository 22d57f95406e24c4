import { StrandsAgent } from "@ag-ui/aws-strands";
import { Agent, type Model } from "@strands-agents/sdk";
import { adapterLog, type Logger } from "../log.ts";
import { createTools, STATE_TOOLS } from "../tools/all.ts";
import { SYSTEM_PROMPT } from "./prompt.ts";
import { RunModel } from "./run-model.ts";
import { NO_RUN, type RunScope } from "./scope.ts";

/** A Strands agent, and the run that its tools and its model serve at this moment. */
export type Thread = { scope: RunScope; agent: Agent };

/** The same thread behind the AG-UI adapter. */
export type AguiThread = Thread & { adapter: StrandsAgent };

/** Makes a Strands agent of its own; nothing in it is shared with another's but the model's connection. */
export function createThread(model: Model, log: Logger): Thread {
  const thread: { scope: RunScope } = { scope: NO_RUN };
  const current = () => thread.scope;
  const agent = new Agent({
    model: new RunModel(model, current),
    tools: createTools(log, current),
    systemPrompt: SYSTEM_PROMPT,
    printer: false,
  });
  return Object.assign(thread, { agent });
}

/** Makes an agent with its own adapter: an adapter keeps every thread it has seen, for ever, so each is given one. */
export function createAguiThread(model: Model, log: Logger): AguiThread {
  const thread = createThread(model, log);
  // The whole state, not the part that changed: a snapshot replaces what the client has.
  const stateFromResult = () => ({ ...thread.scope.state });
  const adapter = new StrandsAgent({
    agent: thread.agent,
    name: "agent",
    config: {
      toolBehaviors: Object.fromEntries(STATE_TOOLS.map((name) => [name, { stateFromResult }])),
      logger: adapterLog(log, () => thread.scope.signal.aborted),
    },
  });
  return Object.assign(thread, { adapter });
}
