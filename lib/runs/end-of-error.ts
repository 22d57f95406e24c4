import type { BaseEvent } from "@ag-ui/core";
import { isErrorCode } from "../errors";
import type { RunEnd } from "./run-store";

/** How a run ends that a RUN_ERROR ended. The codes are ours: `createAgentFetch` has put one of them in place of whatever the upstream said. */
export function endOfError(event: BaseEvent): RunEnd {
  const { code, metadata } = event as BaseEvent & { code?: unknown; metadata?: Record<string, unknown> };
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
