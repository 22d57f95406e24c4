import "server-only";
import { HttpAgent } from "@ag-ui/client";
import { createAgentFetch } from "../agentcore/agent-fetch";
import { aguiProtocol } from "../agentcore/agui-protocol";
import { httpProtocol } from "../agentcore/http-protocol/http-protocol";
import type { Agent } from "../agentcore/registry";
import { newTrace } from "../agentcore/trace";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { errorSentence } from "../i18n/sentences";
import { log } from "../log";

/**
 * The AG-UI client for one run with an agent of either protocol, acting as the person in `scope`.
 *
 * @param abandoned the run has ended for us while the agent may still be at it
 */
export function httpAgentFor(params: {
  agent: Agent;
  scope: RequestScope;
  runId: string;
  sessionId: string;
  abandoned: () => void;
}): HttpAgent {
  const { agent, scope, runId, sessionId, abandoned } = params;
  const trace = newTrace();
  return new HttpAgent({
    agentId: agent.id,
    url: agent.invokeUrl,
    fetch: createAgentFetch({
      protocol: agent.protocol === "http" ? httpProtocol(agent.http?.input ?? "prompt") : aguiProtocol,
      sessionId,
      runId,
      trace,
      token: scope.token,
      sentence: (code) => errorSentence(code, scope.locale),
      silenceMs: getConfig().agentSilenceMs,
      abandoned,
      note: (entry) =>
        log.warn(
          { runId, agentId: agent.id, requestId: scope.requestId, traceId: trace.traceId, ...entry },
          "agent call",
        ),
    }),
  });
}
