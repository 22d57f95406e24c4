import "server-only";
import { randomUUID } from "node:crypto";
import type { AccessToken } from "../auth/access-token";
import type { Agent } from "./registry";
import { sendCommand } from "./send-command";

type StopParams = {
  agent: Pick<Agent, "stop" | "invokeUrl" | "stopSessionUrl">;
  sessionId: string;
  threadId: string;
  runId: string;
  token: (rejected?: string) => Promise<AccessToken>;
  /** Asked before the session is ended: whether nothing else is going on in it. */
  mayEndSession: () => Promise<boolean>;
};

const TIMEOUT_MS = 10_000;

/**
 * Tells the container that a run is over. AgentCore does not pass a closed connection on: without this the model goes on
 * and is billed.
 *
 * An agent that knows the stop command gets it in its own session; any other session is ended whole, as is one
 * that does not answer the command.
 *
 * @returns how it was stopped, or `failed` with the reason for the log
 */
export async function stopUpstream(
  params: StopParams,
): Promise<{ by: "command" | "session" } | { by: "failed"; detail: string }> {
  if (params.agent.stop === "command") {
    const command = await post(params, params.agent.invokeUrl, {
      command: "stop",
      threadId: params.threadId,
      runId: params.runId,
    });
    if (command.ok) return { by: "command" };
    if (!(await params.mayEndSession()))
      return { by: "failed", detail: `${command.detail}; the session is in use again` };
  }
  const session = await post(params, params.agent.stopSessionUrl, { clientToken: randomUUID() });
  if (session.ok || session.code === "AGENT_NOT_FOUND") return { by: "session" };
  return { by: "failed", detail: session.detail };
}

function post({ sessionId, token }: StopParams, url: string, body: unknown) {
  return sendCommand({ url, sessionId, body, token, timeoutMs: TIMEOUT_MS });
}
