import { randomUUID } from "node:crypto";
import { EventType } from "@ag-ui/core";
import { judgeEvents } from "../agui-events";
import { containerStatus } from "../container-status";
import { bodySaying, type Context, newSession, post } from "../context";
import { describeProbe, type Probe } from "../probe";
import { readStream } from "../read-stream";
import { ping } from "./ping";

/** Two runs at once, on two threads and on one. */
export async function checkConcurrency(context: Context): Promise<void> {
  const { sheet } = context;
  const apart = await both(context, [randomUUID(), randomUUID()], [newSession(), newSession()]);
  const lost = apart.find((result) => outcome(context, result) !== "answered");
  if (lost) sheet.fail("concurrency.threads", `one of two was not answered: ${describeProbe(lost)}`);
  else sheet.ok("concurrency.threads", "both were answered");

  const thread = randomUUID();
  const session = newSession();
  const same = await both(context, [thread, thread], [session, session]);
  const outcomes = same.map((result) => outcome(context, result));
  const broken = same.find((result) => outcome(context, result) === "broken");
  if (broken) sheet.fail("concurrency.thread", `one of two ended badly: ${describeProbe(broken)}`);
  else if (!(await isAlive(context))) sheet.fail("concurrency.thread", "afterwards /ping does not answer any more");
  else if (!outcomes.includes("answered")) sheet.warn("concurrency.thread", "neither of two was answered");
  else
    sheet.ok("concurrency.thread", outcomes.includes("refused") ? "one answered, one refused" : "both were answered");
}

function both(context: Context, threads: readonly string[], sessions: readonly string[]): Promise<Probe[]> {
  return Promise.all(
    threads.map((threadId, index) =>
      post(context, bodySaying(context, context.prompt, { threadId }), { session: sessions[index] ?? newSession() }),
    ),
  );
}

type Outcome = "answered" | "refused" | "broken";

function outcome({ target }: Context, result: Probe): Outcome {
  if (result.kind === "none" || result.ending !== "end") return "broken";
  const status = containerStatus(target, result);
  // AgentCore's own 409 while a session begins; the agent's own while a thread is busy.
  if (status === null || status >= 500) return status === 503 ? "refused" : "broken";
  if (status >= 400) return "refused";
  if (target.protocol === "http") return "answered";
  const { events } = judgeEvents(readStream(result.text).data);
  if (events.some(({ type }) => type === EventType.RUN_FINISHED)) return "answered";
  // Whatever else is wrong with the stream has been told by the first run.
  return events.some(({ type }) => type === EventType.RUN_ERROR) ? "refused" : "answered";
}

async function isAlive({ target, limits, signal }: Context): Promise<boolean> {
  if (target.pingUrl === null) return true;
  const result = await ping(target.pingUrl, limits.timeoutMs, signal);
  return result.kind === "answer";
}
