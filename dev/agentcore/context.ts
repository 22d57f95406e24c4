import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Advice } from "./advice.ts";
import type { Authorizer, Caller } from "./authorizer.ts";
import { cut, pause, send } from "./client.ts";
import { codeOfStatus, type PlatformError, renderError } from "./errors.ts";
import type { FaultRule } from "./faults/rules.ts";
import { type FaultSwitch, ruleOf } from "./faults/switch.ts";
import type { Invocation, Invocations } from "./invocations.ts";
import type { Limits, Protocol, RuntimeOptions } from "./options.ts";
import type { Operation } from "./routes.ts";
import type { Sessions } from "./sessions.ts";

/** What one local AgentCore is made of. */
export type Context = {
  authorizer: Authorizer;
  sessions: Sessions;
  faults: FaultSwitch;
  invocations: Invocations;
  limits: Limits;
  log: Logger;
  advice: Advice;
  /** `http://localhost:<port>`, known once the server listens. */
  origin: () => string;
};

/** One request to an operation of a runtime that exists. */
export type Received = {
  request: IncomingMessage;
  response: ServerResponse;
  operation: Operation;
  runtime: RuntimeOptions;
  entry: Invocation;
  /** The shape of errors: the runtime's own for an invocation, AWS JSON for every other operation. */
  errors: Protocol;
};

export function metadataUrl(origin: string, arn: string, qualifier: string): string {
  const base = `${origin}/runtimes/${encodeURIComponent(arn)}/invocations`;
  return `${base}/.well-known/oauth-protected-resource?qualifier=${encodeURIComponent(qualifier)}`;
}

/** Answers with a platform error; a 401 tells where the authorisation server is found (RFC 9728). */
export function fail(context: Context, received: Received, error: PlatformError): void {
  const where = metadataUrl(context.origin(), received.runtime.arn, received.operation.qualifier);
  const challenge: Record<string, string> =
    error.code === "UNAUTHORIZED" ? { "www-authenticate": `Bearer resource_metadata="${where}"` } : {};
  send(received.response, renderError(received.errors, { ...error, headers: { ...challenge, ...error.headers } }));
}

/** The checks that all operations share, in the service's order: the token, then the endpoint. */
export async function admit(context: Context, received: Received): Promise<Caller | undefined> {
  const { runtime, operation, entry, request } = received;
  const authorization = await context.authorizer(request.headers.authorization, runtime.authorizer);
  if (!authorization.ok) {
    context.log.warn({ requestId: entry.requestId, reason: authorization.error.message }, "request not authorised");
    fail(context, received, authorization.error);
    return undefined;
  }
  entry.sub = authorization.caller.sub;
  entry.clientId = authorization.caller.clientId;
  if (operation.qualifier !== "DEFAULT") {
    const message = `No endpoint or agent found with qualifier '${operation.qualifier}' for agent '${runtime.arn}'`;
    fail(context, received, { code: "RESOURCE_NOT_FOUND", message });
    return undefined;
  }
  return authorization.caller;
}

/**
 * Answers for the rules that replace an answer without asking the agent.
 *
 * @returns true when the request has been answered
 */
export async function answerByFault(
  context: Context,
  received: Received,
  rules: readonly FaultRule[],
): Promise<boolean> {
  const { response } = received;
  const instead = rules.find(
    ({ kind }) => kind === "status" || kind === "refuse" || kind === "html" || kind === "empty",
  );
  if (!instead) return false;
  const delay = ruleOf(rules, "delay");
  if (delay) await pause(response, delay.ms);
  if (instead.kind === "status") {
    const { retryAfterSeconds: retry, status, message } = instead;
    const headers: Record<string, string> = retry === undefined ? {} : { "retry-after": String(retry) };
    fail(context, received, { code: instead.code ?? codeOfStatus(status), status, message, headers });
  } else if (instead.kind === "html") {
    const body = "<!doctype html><html><body><h1>Something in between answered</h1></body></html>";
    send(response, { status: instead.status, headers: { "content-type": "text/html; charset=utf-8" }, body });
  } else if (instead.kind === "empty") {
    const type = received.errors === "agui" ? "text/event-stream" : "application/json";
    send(response, { status: 200, headers: { "content-type": type }, body: "" });
  } else {
    cut(response);
  }
  return true;
}
