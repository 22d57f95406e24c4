import "./no-telemetry";
import "server-only";
import { HttpAgent } from "@ag-ui/client";
import { CopilotRuntime, createCopilotRuntimeHandler } from "@copilotkit/runtime/v2";
import { usableAgents } from "../agentcore/for-person";
import { ERROR_STATUS, type ErrorCode } from "../errors";
import { markRefusal } from "../http/refusals";
import { errorResponse } from "../http/respond";
import { ThreadRunner } from "../runs/thread-runner";
import { beforeHandler } from "./before-handler";
import { currentScope, type RequestScope, withScope } from "./scope";

export const COPILOT_PATH = "/api/copilotkit";

function createHandler(): (request: Request) => Promise<Response> {
  const runner = new ThreadRunner();
  const runtime = new CopilotRuntime({
    // Only named here: what calls an agent is made for each run, with the run's own session and the person's token.
    // Those that this person may use: of the others, `info` must not know.
    agents: async () => {
      const agents = await usableAgents(currentScope().user);
      return Object.fromEntries(
        agents.map((agent) => [agent.id, new HttpAgent({ agentId: agent.id, url: agent.invokeUrl })]),
      ) as never;
    },
    runner,
    // An allow-list that nothing matches. An empty list would switch the allow-list off and let every `x-*`
    // header of the browser through, `x-amzn-bedrock-agentcore-*` among them.
    forwardHeaders: { allow: ["x-nothing-is-forwarded"] },
    // A browser could switch A2UI on with a forwarded property.
    a2ui: { enabled: false },
  });
  return createCopilotRuntimeHandler({
    runtime,
    basePath: COPILOT_PATH,
    hooks: { onBeforeHandler: beforeHandler(runner) },
  });
}

let handler: ((request: Request) => Promise<Response>) | undefined;

/**
 * Answers one request to CopilotKit's routes on behalf of a signed-in person.
 *
 * What CopilotKit itself refuses (unknown path, wrong method, an exception) is put into the site's one error shape:
 * its own bodies carry exception texts.
 */
export async function handleCopilotRequest(request: Request, scope: RequestScope): Promise<Response> {
  handler ??= createHandler();
  const serve = handler;
  const response = await withScope(scope, () => serve(request));
  if (response.ok || response.headers.has("x-request-id")) return response;
  const code = codeOf(response.status);
  return markRefusal(errorResponse(code, scope.locale, { requestId: scope.requestId }), code);
}

function codeOf(status: number): ErrorCode {
  if (status === ERROR_STATUS.BAD_REQUEST) return "BAD_REQUEST";
  return status < 500 ? "NOT_FOUND" : "INTERNAL";
}
