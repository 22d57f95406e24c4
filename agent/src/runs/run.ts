import { type AGUIEvent, EventType, type RunAgentInput } from "@ag-ui/core";
import type { Model } from "@strands-agents/sdk";
import type { Logger } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";
import { NO_RUN, type RunScope } from "../strands/scope.ts";
import { type AguiThread, createAguiThread } from "../strands/thread.ts";
import type { ThreadCache } from "../strands/thread-cache.ts";
import { tokenUsage } from "../strands/usage.ts";
import { earlyEnd, whenEnded } from "./ending.ts";
import { OpenParts } from "./open-parts.ts";
import { type ActiveRun, endReason } from "./registry.ts";
import { createShaper, runError } from "./shape-events.ts";

export type RunDeps = {
  model: Model;
  identity: ModelIdentity;
  log: Logger;
  threads: ThreadCache<AguiThread>;
};

/**
 * Runs the agent on an AG-UI input and gives the events for the wire. Never throws: a run ends with RUN_FINISHED or
 * RUN_ERROR, nothing left open (AG-UI's event verification).
 *
 * A run that was stopped ends when its signal aborts (see {@link earlyEnd}), not when the model has noticed.
 *
 * @param run the run's entry in the registry; its signal ends the run
 * @param token the caller's access token, for the tools of this run alone
 */
export async function* runAgent(
  deps: RunDeps,
  run: ActiveRun,
  input: RunAgentInput,
  token: string | undefined,
): AsyncGenerator<AGUIEvent> {
  const { threadId, runId, parentRunId } = input;
  const log = deps.log.child({ threadId, runId });
  const thread = deps.threads.take(threadId, () => createAguiThread(deps.model, deps.log));
  const scope: RunScope = {
    token,
    state: isRecord(input.state) ? { ...input.state } : {},
    signal: run.signal,
    instructions: instructionsOf(input),
  };
  thread.scope = scope;
  const usage = () => scope.usage && tokenUsage(deps.identity, scope.usage);
  const shape = createShaper({ input, model: deps.identity, log, usage });
  const open = new OpenParts();
  const events = thread.adapter.run(input);
  let finished = false;
  try {
    yield { type: EventType.RUN_STARTED, threadId, runId, ...(parentRunId && { parentRunId }) };
    const ended = whenEnded(run.signal);
    while (!run.signal.aborted) {
      const next = await Promise.race([events.next(), ended]);
      if (run.signal.aborted || next === "ended" || next.done) break;
      for (const event of shape(next.value)) {
        const isLast = event.type === EventType.RUN_FINISHED || event.type === EventType.RUN_ERROR;
        if (isLast) {
          finished = event.type === EventType.RUN_FINISHED;
          yield* open.close(!finished);
          log.info({ usage: scope.usage }, finished ? "run finished" : "run ended with an error");
        }
        open.see(event);
        yield event;
        if (isLast) return;
      }
    }
    yield* open.close(true);
    log.info({ reason: endReason(run.signal), usage: scope.usage }, "run ended early");
    yield earlyEnd(input, run.signal, usage());
  } catch (err) {
    log.error({ err }, "run failed");
    yield* open.close(true);
    yield runError("AGENT_FAILED", runId);
  } finally {
    // A consumer that went away leaves through here as well, and its model call must not go on.
    run.end("disconnected");
    thread.scope = NO_RUN;
    deps.threads.release(threadId, thread, finished);
    // Not awaited: it waits for the model, which may hang.
    events.return().catch((err: unknown) => log.debug({ err }, "adapter ended late"));
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the application tells the model; the adapter passes on neither system messages nor context. */
function instructionsOf(input: RunAgentInput): string[] {
  const system = input.messages.flatMap((m) => (m.role === "system" || m.role === "developer" ? [m.content] : []));
  const context = input.context.map(({ description, value }) => `${description}: ${value}`);
  return [...system, ...(context.length > 0 ? [`Context from the application:\n${context.join("\n")}`] : [])];
}
