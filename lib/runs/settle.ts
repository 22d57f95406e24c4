import "server-only";
import { findAgent } from "../agentcore/registry";
import { runtimeSessionId } from "../agentcore/session-id";
import { stopUpstream } from "../agentcore/stop";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { log } from "../log";
import type { Thread } from "../threads/store";

/**
 * Tells the agent of a thread that a run is over, and lets the thread's next run wait until it has heard: sent at once,
 * the next message would meet an agent that is still busy with the old one.
 */
export function settleUpstream(thread: Thread, runId: string, scope: Pick<RequestScope, "token">): void {
  const agent = findAgent(thread.agentId);
  if (!agent) return;
  const sessionId = runtimeSessionId(getConfig().sessionIdKey, thread.userId, thread.id, thread.generation);
  const earlier = thread.settling;
  thread.settling = (async () => {
    await earlier;
    const outcome = await stopUpstream({ agent, sessionId, threadId: thread.id, runId, token: scope.token });
    log[outcome.by === "failed" ? "warn" : "info"]({ runId, ...outcome }, "told the agent to stop");
  })();
}
