import type { RunStopped, ThreadPatch } from "@/lib/api/contract";
import { type ApiResult, api } from "../api/request";

/** Stops a run, whoever started it. `NOT_FOUND` while the server does not have it. */
export function stopRun(runId: string): Promise<ApiResult<RunStopped>> {
  return api<RunStopped>(`/api/runs/${encodeURIComponent(runId)}/stop`, { method: "POST", body: {} });
}

/** Changes something of a conversation. */
export function patchThread(threadId: string, patch: ThreadPatch): Promise<ApiResult<unknown>> {
  return api<unknown>(`/api/threads/${encodeURIComponent(threadId)}`, { method: "PATCH", body: patch });
}

/** Asks for the agent to be there soon. */
export function warmThread(threadId: string, agentId: string): Promise<ApiResult<unknown>> {
  return api<unknown>(`/api/threads/${encodeURIComponent(threadId)}/warm`, { method: "POST", body: { agentId } });
}
