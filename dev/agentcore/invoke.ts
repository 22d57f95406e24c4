import { randomUUID } from "node:crypto";
import { z } from "zod";
import { troubleOfStatus } from "./advice.ts";
import { callAgent } from "./agent-call.ts";
import type { Agent } from "./agent-process.ts";
import { cut, isOpen, pause, readBody } from "./client.ts";
import { admit, answerByFault, type Context, fail, type Received } from "./context.ts";
import type { FaultRule } from "./faults/rules.ts";
import { sayInstead } from "./faults/say.ts";
import { leakMessage } from "./faults/stream.ts";
import { ruleOf } from "./faults/switch.ts";
import { containerHeaders, SESSION_HEADER, sessionIdProblem } from "./headers.ts";
import { recordBody } from "./invocations.ts";
import { pump } from "./pump.ts";
import type { Exchange, Session } from "./sessions.ts";

const commandSchema = z.object({ command: z.string() });

/** InvokeAgentRuntime: everything between a request and the agent's answer to it. */
export async function invoke(context: Context, received: Received): Promise<void> {
  const { request, response, runtime, entry } = received;
  const caller = await admit(context, received);
  if (!caller) return;

  const given = request.headers[SESSION_HEADER];
  // Without an id every call is a session of its own; the answer carries the id it was given.
  const sessionId = typeof given === "string" && given !== "" ? given : randomUUID();
  entry.sessionId = sessionId;
  const problem = sessionIdProblem(sessionId);
  if (problem) return fail(context, received, { code: "VALIDATION_ERROR", message: problem });
  const selected = containerHeaders(request.headers, runtime.requestHeaderAllowlist, {
    sessionId,
    requestId: entry.requestId,
    workloadAccessToken: `local-workload-token-${randomUUID()}`,
  });
  if (!selected.ok) return fail(context, received, { code: "VALIDATION_ERROR", message: selected.message });

  const payload = await readBody(request, context.limits.payloadBytes);
  if (!payload.ok) {
    if (payload.reason === "aborted") return;
    response.setHeader("connection", "close");
    const message = `Request payload exceeds the maximum size of ${context.limits.payloadBytes} bytes`;
    return fail(context, received, { code: "VALIDATION_ERROR", status: 413, message });
  }
  recordBody(entry, payload.body);

  const subject = { arn: runtime.arn, sub: caller.sub, sessionId, command: commandOf(payload.body) };
  const rules = context.faults.take({ op: "invoke", ...subject });
  entry.faults = rules.map((rule) => rule.id ?? rule.kind);
  if (await answerByFault(context, received, rules)) return;
  const say = ruleOf(rules, "say");
  if (say && subject.command === null) return await sayInstead(response, say, payload.body);
  const leak = ruleOf(rules, "leak");
  if (leak && leak.after === undefined) {
    return fail(context, received, { code: "AGENT_ERROR", message: leakMessage(leak.text) });
  }

  const acquired = await context.sessions.acquire(runtime, sessionId, caller.sub, ruleOf(rules, "kill") !== undefined);
  response.setHeader(SESSION_HEADER, sessionId);
  if (!acquired.ok) return fail(context, received, acquired.error);
  const { session, agent } = acquired;
  await forward(context, received, { session, agent, rules, headers: selected.headers, body: payload.body });
}

async function forward(
  context: Context,
  received: Received,
  to: { session: Session; agent: Agent; rules: readonly FaultRule[]; headers: Record<string, string>; body: Buffer },
): Promise<void> {
  const { response, entry } = received;
  const { session, agent, rules } = to;
  const exchange: Exchange = { abort: () => cut(response) };
  session.open.add(exchange);
  let limit: NodeJS.Timeout | undefined;
  try {
    const answer = await callAgent({
      origin: agent.origin,
      headers: to.headers,
      body: to.body,
      timeoutMs: context.limits.syncMs,
      onRequest: (call) => {
        exchange.abort = () => {
          cut(response);
          call.destroy();
        };
      },
    });
    if (!answer.ok) {
      context.log.error({ requestId: entry.requestId, reason: answer.reason }, "agent did not answer");
      if (isOpen(response)) fail(context, received, { code: "AGENT_ERROR" });
      return;
    }
    const status = answer.response.statusCode ?? 500;
    const contentType = String(answer.response.headers["content-type"] ?? "application/json");
    const delay = ruleOf(rules, "delay");
    if (delay) await pause(response, delay.ms);
    if (status >= 400) {
      answer.response.resume();
      context.advice.give(received.runtime, troubleOfStatus(status), String(status));
      const message = `Received error (${status}) from runtime. Please check your CloudWatch logs for more information.`;
      fail(context, received, { code: "AGENT_ERROR", message });
      entry.upstreamEnded = true;
      return;
    }
    const wanted = received.runtime.protocol === "http" || contentType.startsWith("text/event-stream");
    if (!wanted && commandOf(to.body) === null) context.advice.give(received.runtime, "no-stream", contentType);
    limit = setTimeout(exchange.abort, context.limits.streamMs);
    if (isOpen(response)) {
      const type = ruleOf(rules, "wrongContentType")?.contentType ?? contentType;
      response.writeHead(status, { "content-type": type });
      response.flushHeaders();
    }
    const sse = contentType.startsWith("text/event-stream");
    entry.upstreamEnded = await pump(answer.response, response, { rules, has: context.faults.has, sse, agent });
  } finally {
    clearTimeout(limit);
    session.open.delete(exchange);
    session.lastUsedAt = Date.now();
  }
}

/** The `command` of a payload, null for a run or for whatever else an agent may take. */
function commandOf(body: Buffer): string | null {
  // Only a command is this small; a conversation is not parsed for nothing.
  if (body.length > 64 * 1024) return null;
  try {
    const parsed = commandSchema.safeParse(JSON.parse(body.toString("utf8")));
    return parsed.success ? parsed.data.command : null;
  } catch {
    return null;
  }
}
