import { pause, readBody, send } from "./client.ts";
import { admit, answerByFault, type Context, fail, type Received } from "./context.ts";
import { ruleOf } from "./faults/switch.ts";
import { SESSION_HEADER, sessionIdProblem } from "./headers.ts";
import { recordBody } from "./invocations.ts";

/** StopRuntimeSession: any token the authorizer accepts may stop any session, as on the service. */
export async function stop(context: Context, received: Received): Promise<void> {
  const { request, response, runtime, entry } = received;
  const caller = await admit(context, received);
  if (!caller) return;
  const given = request.headers[SESSION_HEADER];
  const sessionId = typeof given === "string" ? given : "";
  entry.sessionId = sessionId;
  const problem = sessionIdProblem(sessionId);
  if (problem) return fail(context, received, { code: "VALIDATION_ERROR", message: problem });
  const payload = await readBody(request, context.limits.payloadBytes);
  if (!payload.ok) return;
  recordBody(entry, payload.body);

  const rules = context.faults.take({ op: "stop", arn: runtime.arn, sub: caller.sub, sessionId, command: null });
  entry.faults = rules.map((rule) => rule.id ?? rule.kind);
  if (await answerByFault(context, received, rules)) return;
  const delay = ruleOf(rules, "delay");
  if (delay) await pause(response, delay.ms);

  const result = await context.sessions.stop(runtime, sessionId);
  if (result === "busy") return fail(context, received, { code: "SESSION_BUSY" });
  if (result === "gone") {
    const message = `Runtime session ${sessionId} was not found or is already terminated`;
    return fail(context, received, { code: "RESOURCE_NOT_FOUND", message });
  }
  response.setHeader(SESSION_HEADER, sessionId);
  send(response, { status: 200, headers: { "content-type": "application/json" }, body: "{}" });
}
