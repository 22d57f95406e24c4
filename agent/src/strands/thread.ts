import { StrandsAgent } from "@ag-ui/aws-strands";
import { Agent, type Model } from "@strands-agents/sdk";
import { approvals } from "../interrupts/approval.ts";
import { Pause } from "../interrupts/pause.ts";
import { adapterLog, type Logger } from "../log.ts";
import { createTools, STATE_TOOLS, type ToolOptions } from "../tools/all.ts";
import { SYSTEM_PROMPT } from "./prompt.ts";
import { RunModel } from "./run-model.ts";
import { NO_RUN, type RunScope } from "./scope.ts";

/** A Strands agent, and the run that its tools and its model serve at this moment. */
export type Thread = { scope: RunScope; agent: Agent };

/** The same behind the AG-UI adapter, and what it waits for. */
export type AguiThread = Thread & { adapter: StrandsAgent; pause: Pause };

/** Makes a Strands agent of its own; nothing in it is shared with another's but the model's connection. */
export function createThread(model: Model, log: Logger, options?: ToolOptions): Thread {
  const thread: { scope: RunScope } = { scope: NO_RUN };
  const current = () => thread.scope;
  const agent = new Agent({
    model: new RunModel(model, current),
    tools: createTools(log, current, options),
    systemPrompt: SYSTEM_PROMPT,
    plugins: [approvals(() => current().canAsk)],
    printer: false,
  });
  return Object.assign(thread, { agent });
}

/**
 * Makes an agent with its own adapter, for one run. That takes a fraction of a millisecond, and each run brings its whole
 * history; an adapter that is kept keeps every thread it has seen, for ever, and one that waits for an answer takes nothing else.
 */
export function createAguiThread(model: Model, log: Logger, options?: ToolOptions): AguiThread {
  const thread = createThread(model, log, options);
  const pause = new Pause();
  // The whole state, not the part that changed: a snapshot replaces what the client has.
  const stateFromResult = () => ({ ...thread.scope.state });
  const adapter = new StrandsAgent({
    agent: thread.agent,
    name: "agent",
    // The adapter makes the agent that runs, from the one it is given, and leaves that one's plugins behind.
    plugins: [approvals(() => thread.scope.canAsk), pause],
    config: {
      toolBehaviors: Object.fromEntries(STATE_TOOLS.map((name) => [name, { stateFromResult }])),
      logger: adapterLog(log, () => thread.scope.signal.aborted),
    },
  });
  return Object.assign(thread, { adapter, pause });
}
