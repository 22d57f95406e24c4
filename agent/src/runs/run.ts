import { type AGUIEvent, type BaseEvent, EventType, type RunAgentInput } from "@ag-ui/core";
import type { Model } from "@strands-agents/sdk";
import { type Begun, beginResume } from "../interrupts/begin.ts";
import { openCallsOf } from "../interrupts/state.ts";
import { type PendingStore, recordKey } from "../interrupts/store.ts";
import { openInterrupts } from "../interrupts/wire.ts";
import type { Logger } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";
import { NO_RUN, type RunScope } from "../strands/scope.ts";
import { createAguiThread } from "../strands/thread.ts";
import { tokenUsage } from "../strands/usage.ts";
import type { ToolOptions } from "../tools/all.ts";
import { earlyEnd, whenEnded } from "./ending.ts";
import { OpenParts } from "./open-parts.ts";
import { type ActiveRun, endReason } from "./registry.ts";
import { createShaper, runError } from "./shape-events.ts";

export type RunDeps = {
  model: Model;
  identity: ModelIdentity;
  log: Logger;
  tools: ToolOptions | undefined;
  pending: PendingStore;
};

/**
 * Runs the agent on an AG-UI input and gives the events for the wire. Never throws: a run ends with RUN_FINISHED or
 * RUN_ERROR, nothing left open (AG-UI's event verification).
 *
 * A run that was stopped ends when its signal aborts (see {@link earlyEnd}), not when the model has noticed. One whose
 * calls need a person's answer ends with an interrupt; the run with the answers goes on from there, and any other run of
 * the thread cancels it.
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
  const key = recordKey(threadId, token);
  const thread = createAguiThread(deps.model, deps.log, deps.tools);
  const scope: RunScope = {
    token,
    state: isRecord(input.state) ? { ...input.state } : {},
    signal: run.signal,
    instructions: instructionsOf(input),
    canAsk: true,
  };
  thread.scope = scope;
  const usage = () => scope.usage && tokenUsage(deps.identity, scope.usage);
  const ended = whenEnded(run.signal);
  let open = new OpenParts();
  let events: AsyncGenerator<BaseEvent, void, void> | undefined;
  try {
    yield { type: EventType.RUN_STARTED, threadId, runId, ...(parentRunId && { parentRunId }) };
    const isAnswer = (input.resume?.length ?? 0) > 0;
    const cancelled = isAnswer ? undefined : deps.pending.drop(key);
    const begun: Begun = isAnswer
      ? await beginResume(deps.pending, log, key, thread.agent.tools, input)
      : { ok: true, beginning: { history: input.messages, told: input.messages } };
    if (!begun.ok) {
      yield runError(begun.code, runId);
      return;
    }
    const { history, told, restore } = begun.beginning;
    thread.pause.restore = restore;
    open = new OpenParts(restore && openCallsOf(restore).map(({ id }) => id));
    const interrupts = () => (thread.pause.pending ? openInterrupts(thread.pause.pending) : []);
    const { shape, messages } = createShaper({ runId, history, model: deps.identity, log, usage, interrupts });
    events = thread.adapter.run({ ...input, messages: told, resume: undefined });
    while (!run.signal.aborted) {
      const next = await Promise.race([events.next(), ended]);
      if (run.signal.aborted || next === "ended" || next.done) break;
      for (const event of shape(next.value)) {
        const isLast = event.type === EventType.RUN_FINISHED || event.type === EventType.RUN_ERROR;
        if (isLast) {
          await cancelled;
          const finished = event.type === EventType.RUN_FINISHED;
          const state = finished && event.outcome?.type === "interrupt" ? thread.pause.pending : undefined;
          // Before anybody can be asked: the answer may come to another process.
          if (state) await deps.pending.save(key, { messages: messages(), state });
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
    // Not awaited: it waits for the model, which may hang.
    events?.return().catch((err: unknown) => log.debug({ err }, "adapter ended late"));
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
