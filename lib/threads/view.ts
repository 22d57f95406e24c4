import type { Message } from "@ag-ui/core";
import type { DecisionView, ThreadView } from "../api/contract";
import type { RunErrorMetadata, RunStatus } from "../db/schema";
import { isErrorCode } from "../errors";
import { isRepeatable, pendingOf, shownRun } from "../interrupts/pending";
import type { StoredPending, StoredResume } from "../interrupts/stored";
import { viewDecisions, viewInterrupt } from "../interrupts/view";
import { branchesOf, lastQuestion, type Node, pathTo } from "./tree";

type ViewMessage = Node & { runId: string; content: Message };
type ViewRun = {
  id: string;
  status: RunStatus;
  baseMessageId: string;
  errorCode: string | null;
  errorMetadata: RunErrorMetadata | null;
  endedAt: Date | null;
  interrupts: StoredPending | null;
  resume: StoredResume | null;
};

/**
 * What is shown of a thread: the messages of its branch, and what they do not say themselves.
 *
 * @param runs newest first
 */
export function viewThread(
  thread: { title: string; headMessageId: string | null },
  nodes: readonly ViewMessage[],
  runs: readonly ViewRun[],
): { messages: Message[]; view: ThreadView } {
  const path = pathTo(nodes, thread.headMessageId);
  const last = path.at(-1);
  const shown = shownRun(last, runs);
  const decisions = decisionsOn(path, nodes, runs);
  return {
    messages: path.map((node) => node.content),
    view: {
      title: thread.title,
      headId: last?.id ?? null,
      run: shown ? viewRun(shown, path) : null,
      branches: branchesOf(nodes, path),
      marks: marksOf(path, runs),
      ...(Object.keys(decisions).length > 0 ? { decisions } : {}),
    },
  };
}

function viewRun(run: ViewRun, path: readonly ViewMessage[]): NonNullable<ThreadView["run"]> {
  const { at = new Date(0).toISOString(), awsRequestId, traceId } = run.errorMetadata ?? {};
  const error = {
    code: isErrorCode(run.errorCode) ? run.errorCode : ("AGENT_FAILED" as const),
    at,
    ...(awsRequestId ? { awsRequestId } : {}),
    ...(traceId ? { traceId } : {}),
  };
  const pending = pendingOf(run).map(viewInterrupt);
  return {
    id: run.id,
    status: run.status,
    // One that goes on after an answer hangs below what the agent has said; what it answers is the question still.
    baseId: lastQuestion(path)?.id ?? run.baseMessageId,
    endedAt: run.endedAt?.toISOString() ?? null,
    error: run.status === "error" ? error : null,
    ...(pending.length > 0 ? { interrupts: pending } : {}),
    ...(isRepeatable(run, path.at(-1)) ? { repeatable: true as const } : {}),
  };
}

function marksOf(path: readonly ViewMessage[], runs: readonly ViewRun[]): ThreadView["marks"] {
  const marks: ThreadView["marks"] = {};
  for (const { id, status, resume, baseMessageId } of runs) {
    if (status === "running" || status === "completed") continue;
    const answer = path.findLast((node) => node.runId === id && node.role !== "user");
    // One that was to go on and said nothing has no message of its own.
    const begun = resume && !answer ? path.at(-1) : undefined;
    if (answer) marks[answer.id] = status;
    else if (begun?.id === baseMessageId && begun.role !== "user") marks[begun.id] ??= status;
  }
  return marks;
}

type Spoken = Pick<ViewMessage, "id" | "runId">;
type Answering = Pick<ViewRun, "id" | "baseMessageId" | "interrupts" | "resume">;

/** For each message of the path: what was answered to the agent there, which then went on below it or was to. */
export function decisionsOn(
  path: readonly Spoken[],
  nodes: readonly Spoken[],
  runs: readonly Answering[],
): Record<string, DecisionView[]> {
  const resumed = runs.filter(({ resume }) => resume !== null);
  if (resumed.length === 0) return {};
  const spoke = new Set(nodes.map(({ runId }) => runId));
  // Not set one by one: a message may be called like something that every object has.
  return Object.fromEntries(
    path.flatMap(({ id }, index) => {
      const next = path[index + 1]?.runId;
      const here = resumed.filter((run) => run.baseMessageId === id);
      const run = here.find((one) => one.id === next) ?? here.find((one) => !spoke.has(one.id));
      const answered = run ? viewDecisions(run, runs) : [];
      return answered.length > 0 ? [[id, answered]] : [];
    }),
  );
}
