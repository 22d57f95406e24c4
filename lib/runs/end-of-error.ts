import type { BaseEvent } from "@ag-ui/core";
import { isErrorCode } from "../errors";
import type { RunEnd } from "./run-store";

/**
 * How a run ends that a RUN_ERROR ended. The codes are ours: `createAgentFetch` has put one of them in place of whatever the
 * upstream said.
 *
 * @param resumes the run was begun with answers: only then can the agent say that it does not wait for any
 */
export function endOfError(event: BaseEvent, resumes: boolean): RunEnd {
  const { code: said, metadata } = event as BaseEvent & { code?: unknown; metadata?: Record<string, unknown> };
  const code = said === "INTERRUPT_OVER" && !resumes ? "AGENT_FAILED" : said;
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  const [awsRequestId, traceId] = [text(metadata?.awsRequestId), text(metadata?.traceId)];
  return {
    status: "error",
    errorCode: isErrorCode(code) ? code : "AGENT_FAILED",
    errorMetadata: {
      at: text(metadata?.at) ?? new Date().toISOString(),
      ...(awsRequestId ? { awsRequestId } : {}),
      ...(traceId ? { traceId } : {}),
    },
  };
}
