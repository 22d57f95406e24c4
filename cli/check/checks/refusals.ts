import type { CheckId } from "../catalogue";
import { containerStatus } from "../container-status";
import { bodySaying, type Context, newSession, post } from "../context";
import { describeProbe, type Probe, probe } from "../probe";

/** Nothing that is refused takes long. */
const REFUSAL_MS = 10_000;
const LARGE = 2 * 1024 * 1024;
/** What the catalogue says of these is about a 500. */
const TAKEN =
  "AgentCore passes any body on without looking, so the agent sets to work, and bills, for what was no message.";

/** What is no run has to be refused as the caller's mistake: with 4xx, and soon. */
export async function checkRefusals(context: Context): Promise<void> {
  const { target, limits, signal, sheet } = context;
  const timeoutMs = Math.min(limits.timeoutMs, REFUSAL_MS);
  const send = (body: string, headers?: Record<string, string>) =>
    post(context, body, { session: newSession(), timeoutMs, ...(headers ? { headers } : {}) });
  judge(context, "refuse.json", await send('{"threadId": "t", '));
  judge(context, "refuse.fields", await send("{}"));
  const type = await send(bodySaying(context, context.prompt), { "content-type": "text/plain" });
  judge(context, "refuse.content-type", type);
  if (target.kind === "platform") {
    for (const id of ["route.get", "route.unknown"] as const)
      sheet.unseen(id, "AgentCore's data plane calls POST /invocations only");
    return;
  }
  const unknown = new URL(target.invokeUrl);
  unknown.pathname = unknown.pathname.replace(/invocations$/, "no-such-path");
  judge(context, "route.get", await probe({ url: target.invokeUrl, timeoutMs, signal }));
  judge(context, "route.unknown", await probe({ url: unknown.href, timeoutMs, signal }));
}

function judge({ target, sheet }: Context, id: CheckId, result: Probe) {
  if (result.kind === "none") return sheet.fail(id, describeProbe(result));
  const status = containerStatus(target, result);
  if (status === null) return sheet.unseen(id, "AgentCore does not tell which status the agent gave");
  // Judged by how it begins: a server that takes what it should refuse may stream for as long as it likes.
  if (status >= 400 && status < 500) return sheet.ok(id, `HTTP ${status}`);
  if (status >= 500) return sheet.fail(id, `HTTP ${status}`);
  const agentcore = id.startsWith("refuse.") ? TAKEN : undefined;
  sheet.warn(id, `HTTP ${status}: it is taken and not refused`, agentcore);
}

/** A body as large as a long history or a picture makes it. */
export async function checkLargeBody(context: Context): Promise<void> {
  const { target, sheet } = context;
  const body: unknown = JSON.parse(bodySaying(context, context.prompt));
  // In a field that agents pass over: a model would read, and bill, it in a message.
  const padded = { ...(body as object), forwardedProps: { padding: "x".repeat(LARGE) } };
  const result = await post(context, JSON.stringify(padded), { session: newSession() });
  const status = result.kind === "answer" ? containerStatus(target, result) : null;
  if (result.kind === "none" || status === null) sheet.fail("body.large", describeProbe(result));
  else if (status >= 500) sheet.fail("body.large", `HTTP ${status}`);
  else if (status >= 400) sheet.warn("body.large", `HTTP ${status}`);
  else sheet.ok("body.large", `HTTP ${status}`);
}
