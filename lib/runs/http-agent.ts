import "server-only";
import { HttpAgent } from "@ag-ui/client";
import { createAgentFetch } from "../agentcore/agent-fetch";
import { aguiProtocol } from "../agentcore/agui-protocol";
import { httpProtocol } from "../agentcore/http-protocol/http-protocol";
import type { Agent } from "../agentcore/registry";
import type { Trace } from "../agentcore/trace";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { errorSentence } from "../i18n/sentences";
import { log } from "../log";

/** While a session is being started ahead, its first message meets a conflict; a start takes seconds at most. */
const TRIES_WHILE_IT_STARTS = 6;

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
  trace: Trace;
  abandoned: () => void;
}): HttpAgent {
  const { agent, scope, runId, sessionId, trace, abandoned } = params;
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
      ...(agent.warm ? { conflictTries: TRIES_WHILE_IT_STARTS } : {}),
      note: (entry) =>
        log.warn(
          { runId, agentId: agent.id, requestId: scope.requestId, traceId: trace.traceId, ...entry },
          "agent call",
        ),
    }),
  });
}
