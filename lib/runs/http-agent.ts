import "server-only";
import { HttpAgent } from "@ag-ui/client";
import { createAgentFetch } from "../agentcore/agent-fetch";
import type { Agent } from "../agentcore/registry";
import { runtimeSessionId } from "../agentcore/session-id";
import { newTrace } from "../agentcore/trace";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { errorSentence } from "../i18n/sentences";
import { log } from "../log";
import { findThread } from "../threads/store";
import { settleUpstream } from "./settle";

/**
 * The AG-UI client of one agent, acting as the person in `scope`.
 *
 * All that is particular to the call lives in `fetch`: CopilotKit works on a clone, and `HttpAgent.clone()` copies url,
 * headers and fetch only. Thread and run are read from the body that is about to be sent, which the runner wrote.
 */
export function httpAgentFor(agent: Agent, scope: RequestScope): HttpAgent {
  return new HttpAgent({
    agentId: agent.id,
    url: agent.invokeUrl,
    fetch: (url, init) => {
      const { threadId, runId } = JSON.parse(String(init.body)) as { threadId: string; runId: string };
      const { sessionIdKey, agentSilenceMs } = getConfig();
      const thread = findThread(scope.user.id, threadId);
      const trace = newTrace();
      const call = createAgentFetch({
        sessionId: runtimeSessionId(sessionIdKey, scope.user.id, threadId, thread?.generation ?? 0),
        runId,
        trace,
        token: scope.token,
        sentence: (code) => errorSentence(code, scope.locale),
        silenceMs: agentSilenceMs,
        abandoned: () => thread && settleUpstream(thread, runId, scope),
        note: (entry) =>
          log.warn(
            { runId, agentId: agent.id, requestId: scope.requestId, traceId: trace.traceId, ...entry },
            "agent call",
          ),
      });
      return call(url, init);
    },
  });
}
