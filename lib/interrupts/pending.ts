import type { RunStatus } from "../db/schema";
import type { StoredInterrupt, StoredPending, StoredResume } from "./stored";

type Placed = { id: string; baseMessageId: string; status: RunStatus };
type Asking = Placed & { interrupts: StoredPending | null };
type Resuming = Placed & { resume: StoredResume | null; errorCode: string | null };
type End = { id: string; role: string; runId: string } | undefined;

/**
 * The run that a branch ends with: the newest that has begun below its last message, or else the one that wrote it. A
 * question without an answer belongs to the newest run that tried to give one.
 *
 * @param last the branch's last message
 * @param runs newest first
 */
export function shownRun<R extends Placed>(last: End, runs: readonly R[]): R | undefined {
  if (!last) return undefined;
  return runs.find((run) => run.baseMessageId === last.id || (last.role !== "user" && run.id === last.runId));
}

/** What the agent waits for at the end of a branch. Empty once somebody has answered: then another run is shown. */
export function pendingOf(shown: Asking | undefined): readonly StoredInterrupt[] {
  return (shown?.status === "completed" && shown.interrupts?.list) || [];
}

/**
 * Whether a run's answers can be sent once more: it ended without a word of the agent's, which then may not have heard
 * them. AG-UI wants an agent to take the same answer twice; one that has said that the question is over is not asked again.
 */
export function isRepeatable(shown: Resuming | undefined, last: End): boolean {
  if (!shown?.resume || shown.baseMessageId !== last?.id) return false;
  return shown.status === "interrupted" || (shown.status === "error" && shown.errorCode !== "INTERRUPT_OVER");
}

/**
 * Whether an agent may still wait for an answer in its session of that generation: it would refuse a message there (AG-UI,
 * "Pending interrupts block new input"), and some lose the thread over it.
 *
 * @param runs newest first
 */
export function mayWait(runs: readonly (Asking & Resuming & { generation: number })[], generation: number): boolean {
  const last = runs.find((run) => run.generation === generation && (run.interrupts ?? run.resume) !== null);
  return last !== undefined && (last.interrupts !== null || last.status !== "completed");
}
