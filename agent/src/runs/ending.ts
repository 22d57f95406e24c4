import { type AGUIEvent, EventType, type TokenUsage } from "@ag-ui/core";
import { endReason } from "./registry.ts";
import { runError } from "./shape-events.ts";

const SHUT_DOWN = "The agent was shut down before it finished. Try again.";

/**
 * The last event of a run that ended before its model was done.
 *
 * A run that was stopped ends with RUN_FINISHED, `result: {stopped: true}`: to the person nothing failed, and AG-UI 0.0.59
 * has no outcome for it.
 *
 * @param signal the run's signal; one that has not aborted means that the run broke off by itself
 */
export function earlyEnd(
  { threadId, runId }: { threadId: string; runId: string },
  signal: AbortSignal,
  usage?: TokenUsage,
): AGUIEvent {
  const reason = endReason(signal);
  if (reason === "shutdown") return runError("AGENT_FAILED", runId, SHUT_DOWN);
  if (reason === undefined) return runError("AGENT_FAILED", runId);
  const result = { stopped: true };
  return { type: EventType.RUN_FINISHED, threadId, runId, result, ...(usage && { usage: [usage] }) };
}

/** Resolves when a run ends early, at once when it has already. */
export function whenEnded(signal: AbortSignal): Promise<"ended"> {
  if (signal.aborted) return Promise.resolve("ended");
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve("ended"), { once: true }));
}
