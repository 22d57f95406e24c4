import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { listenOnLoopback } from "../loopback.ts";
import { createReaper, type Reaper } from "../start/reaper.ts";
import { createAdvice } from "./advice.ts";
import { createAuthorizer } from "./authorizer.ts";
import { send, wasAbandoned } from "./client.ts";
import { type Context, fail, metadataUrl, type Received } from "./context.ts";
import { control } from "./control.ts";
import { missingAuthenticationToken, renderError } from "./errors.ts";
import { createFaultSwitch } from "./faults/switch.ts";
import { allowlistProblems } from "./headers.ts";
import { createInvocations } from "./invocations.ts";
import { invoke } from "./invoke.ts";
import { DEFAULT_LIMITS, type LocalAgentCoreOptions, type RuntimeOptions } from "./options.ts";
import { rehearse } from "./rehearse.ts";
import { namesRuntime, type Operation, parseRoute } from "./routes.ts";
import { createSessions } from "./sessions.ts";
import { stop } from "./stop.ts";

export type LocalAgentCore = {
  /** `http://localhost:<port>` */
  origin: string;
  port: number;
  /** Starts each of the developer's own agents once, so that what is wrong with it is told before anybody talks to it. */
  rehearse: () => Promise<void>;
  /** Ends every agent and every connection; resolves when none is left. */
  close: () => Promise<void>;
};

/**
 * A stand-in for Amazon Bedrock AgentCore Runtime's data plane on this machine's loopback: the operations, checks, limits
 * and errors that a client of the real service meets, and a switch to make it fail (see dev/README.md).
 *
 * @throws Error when an allow-list names what the service would refuse, or the port is taken (`EADDRINUSE`)
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-service-contract.html
 */
export async function startLocalAgentCore(options: LocalAgentCoreOptions): Promise<LocalAgentCore> {
  const problems = options.runtimes.flatMap((runtime) => allowlistProblems(runtime.requestHeaderAllowlist));
  if (problems.length > 0) throw new Error(`requestHeaderAllowlist: ${problems.join("; ")}`);
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  let reaper: Reaper | undefined;
  let origin = "";
  const advice = createAdvice(options.log);
  const sessions = createSessions({
    servicePort: options.servicePort,
    limits,
    advice,
    log: options.log,
    reaper: () => {
      reaper ??= createReaper();
      return reaper;
    },
  });
  const context: Context = {
    authorizer: createAuthorizer(options.issuer),
    sessions,
    faults: createFaultSwitch(),
    invocations: createInvocations(),
    limits,
    log: options.log,
    advice,
    origin: () => origin,
  };
  const listening = await listenOnLoopback(options.port, (request, response) => {
    handle(context, options, request, response).catch((error: unknown) => {
      options.log.error({ err: error }, "request handling failed");
      response.destroy();
    });
  });
  origin = `http://localhost:${listening.port}`;
  return {
    origin,
    port: listening.port,
    rehearse: () => rehearse(options.runtimes, sessions, options.log),
    close: async () => {
      await sessions.close();
      await listening.close();
      reaper?.close();
    },
  };
}

async function handle(
  context: Context,
  options: LocalAgentCoreOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader("x-amzn-requestid", requestId);
  const route = parseRoute(request.method ?? "", request.url ?? "");
  if (route.kind === "local") return control(context, request, response, route.path);
  if (route.kind === "unknown") return send(response, missingAuthenticationToken());
  const runtime = options.runtimes.find((one) => namesRuntime(route, one.arn));
  if (!runtime) {
    // There is no runtime whose protocol could shape this error.
    const message = `No endpoint or agent found with qualifier '${route.qualifier}' for agent '${route.runtime}'`;
    return send(response, renderError("http", { code: "RESOURCE_NOT_FOUND", message }));
  }
  if (route.kind === "metadata") return send(response, metadata(context, options.issuer, runtime, route));
  await serve(context, { request, response, operation: route, runtime, requestId, op: route.kind });
}

async function serve(
  context: Context,
  { op, requestId, ...rest }: Omit<Received, "entry" | "errors"> & { op: "invoke" | "stop"; requestId: string },
): Promise<void> {
  const { response } = rest;
  const entry = context.invocations.begin(op, rest.runtime.arn, requestId, rest.request);
  const started = Date.now();
  response.once("close", () => {
    entry.status = response.headersSent ? response.statusCode : null;
    entry.closedByClient = wasAbandoned(response);
    entry.endedAt = new Date().toISOString();
    const { sub, sessionId, status, faults, closedByClient } = entry;
    const about = { op, sub, session: sessionId?.slice(0, 8), status, ms: Date.now() - started };
    context.log.info(
      { ...about, ...(faults.length > 0 && { faults }), ...(closedByClient && { closedByClient }) },
      "request",
    );
  });
  const received: Received = { ...rest, entry, errors: op === "invoke" ? rest.runtime.protocol : "http" };
  try {
    await (op === "invoke" ? invoke : stop)(context, received);
  } catch (error) {
    context.log.error({ err: error, requestId }, "operation failed");
    fail(context, received, { code: "INTERNAL_ERROR" });
  }
}

/** GetRuntimeProtectedResourceMetadata (RFC 9728): where a client that got a 401 learns whom to ask for a token. */
function metadata(context: Context, issuer: string, runtime: RuntimeOptions, operation: Operation) {
  const url = metadataUrl(context.origin(), runtime.arn, operation.qualifier);
  const body = {
    resource: url.replace("/.well-known/oauth-protected-resource", ""),
    authorization_servers: [issuer],
    bearer_methods_supported: ["header"],
    scopes_supported: runtime.authorizer.allowedScopes ?? [],
  };
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
