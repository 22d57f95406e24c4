import type { CheckId } from "../catalogue";
import { containerStatus } from "../container-status";
import { bodySaying, type Context, newSession, post, type RunInput, runInput } from "../context";
import { type Answer, describeProbe, type Probe } from "../probe";
import { throughAgentCore } from "./access";

export type FirstRun = { answer: Answer; input: RunInput; session: string };

/** Everything that cannot be looked at without an ordinary answer. */
const AFTER: readonly CheckId[] = [
  "run.content-type",
  "run.answer",
  "sse.line-endings",
  "sse.frames",
  "sse.streaming",
  "sse.keep-alive",
  "events.json",
  "events.types",
  "events.fields",
  "events.order",
  "events.end",
  "events.ids",
  "concurrency.threads",
  "concurrency.thread",
  "body.large",
];

/**
 * One ordinary run: is it answered at all? For an HTTP agent it also finds out where the message belongs, when nobody said.
 *
 * @returns null when the checks that need an answer have been told that there is none
 */
export async function checkFirstRun(context: Context): Promise<FirstRun | null> {
  const { target, sheet } = context;
  const input = runInput(context.prompt);
  const session = newSession();
  const say = () =>
    post(context, target.protocol === "agui" ? JSON.stringify(input) : bodySaying(context, context.prompt), {
      session,
    });
  let result = await say();
  if (target.protocol === "http" && target.input === undefined && isRefused(context, result)) {
    context.form = "input.prompt";
    const second = await say();
    if (isRefused(context, second)) context.form = "prompt";
    else result = second;
  }
  const answer = throughAgentCore(context, result);
  const status = answer && containerStatus(target, answer);
  if (answer && status !== null && status >= 200 && status < 300 && answer.ending === "end") {
    const form =
      target.protocol === "http" ? `, taking {${context.form === "prompt" ? "prompt" : "input: {prompt}"}}` : "";
    sheet.ok("run.status", `${status} in ${Math.ceil(answer.endedAt)} ms${form}`);
    return { answer, input, session };
  }
  if (target.kind === "platform" && !answer) sheet.unseen("run.status", "AgentCore did not let the call through");
  else sheet.fail("run.status", ...reading(status, result));
  for (const id of AFTER) sheet.unseen(id, "there is no answer of an ordinary run to look at");
  return null;
}

function isRefused(context: Context, result: Probe): boolean {
  if (result.kind === "none") return false;
  const status = containerStatus(context.target, result);
  return status === 400 || status === 422 || status === 500;
}

/** What was seen, and how the caller of AgentCore would read it. */
function reading(status: number | null, result: Probe): [string, string] {
  if (status === null)
    return [describeProbe(result), "The call ends in an error (RuntimeClientError) or in a timeout after 15 minutes."];
  const message = `"Received error (${status}) from runtime. Please check your CloudWatch logs for more information."`;
  const seen = `POST /invocations: HTTP ${status}`;
  if (status === 404)
    return [seen, `RuntimeClientError: ${message} CloudWatch shows nothing: the path is not there at all.`];
  if (status >= 500) return [seen, `RuntimeClientError: ${message} The exception is in CloudWatch.`];
  if (status >= 300) return [seen, `RuntimeClientError: ${message} The agent takes another body than this protocol's.`];
  return [describeProbe(result), "AgentCore passes on what came; the caller sees an answer that breaks off."];
}
