import type { Message } from "@ag-ui/core";
import type { ThreadView } from "../api/contract";
import type { RunErrorMetadata, RunStatus } from "../db/schema";
import { isErrorCode } from "../errors";
import { branchesOf, type Node, pathTo } from "./tree";

type ViewMessage = Node & { runId: string; content: Message };
type ViewRun = {
  id: string;
  status: RunStatus;
  baseMessageId: string;
  errorCode: string | null;
  errorMetadata: RunErrorMetadata | null;
  endedAt: Date | null;
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
  // A question without an answer belongs to the newest run that tried to give one.
  const shown = runs.find((run) => (last?.role === "user" ? run.baseMessageId === last.id : run.id === last?.runId));
  return {
    messages: path.map((node) => node.content),
    view: {
      title: thread.title,
      headId: last?.id ?? null,
      run: shown ? viewRun(shown) : null,
      branches: branchesOf(nodes, path),
      marks: marksOf(path, runs),
    },
  };
}

function viewRun(run: ViewRun): NonNullable<ThreadView["run"]> {
  const { at = new Date(0).toISOString(), awsRequestId, traceId } = run.errorMetadata ?? {};
  const error = {
    code: isErrorCode(run.errorCode) ? run.errorCode : ("AGENT_FAILED" as const),
    at,
    ...(awsRequestId ? { awsRequestId } : {}),
    ...(traceId ? { traceId } : {}),
  };
  return {
    id: run.id,
    status: run.status,
    baseId: run.baseMessageId,
    endedAt: run.endedAt?.toISOString() ?? null,
    error: run.status === "error" ? error : null,
  };
}

function marksOf(path: readonly ViewMessage[], runs: readonly ViewRun[]): ThreadView["marks"] {
  const marks: ThreadView["marks"] = {};
  for (const { id, status } of runs) {
    if (status === "running" || status === "completed") continue;
    const answer = path.findLast((node) => node.runId === id && node.role !== "user");
    if (answer) marks[answer.id] = status;
  }
  return marks;
}
