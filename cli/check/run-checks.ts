import type { PromptPlace } from "../../lib/agentcore/http-protocol/http-protocol";
import type { Target } from "../target";
import { checkAguiAnswer } from "./checks/answer-agui";
import { checkHttpAnswer } from "./checks/answer-http";
import { checkConcurrency } from "./checks/concurrency";
import { checkDockerfile } from "./checks/dockerfile";
import { checkNetwork } from "./checks/network";
import { checkPing, ping } from "./checks/ping";
import { checkLargeBody, checkRefusals } from "./checks/refusals";
import { checkFirstRun } from "./checks/run";
import { checkStop, endSessions } from "./checks/stop";
import { type Context, DEFAULT_LIMITS, type Limits } from "./context";
import { createSheet, type Report, reportOf, type Sheet } from "./report";
import type { StartedAgent } from "./started-agent";

export type CheckOptions = {
  target: Target;
  prompt?: string;
  token?: string;
  /** The text of a Dockerfile. */
  dockerfile?: string | null;
  limits?: Partial<Limits>;
  /** `one run`: whether an ordinary run is let through and answered well, and nothing that is only there to test the agent. */
  depth?: "all" | "one run";
  signal: AbortSignal;
  /** Given when the agent was started by us: it is ended as the last check. */
  started?: StartedAgent | null;
  sheet?: Sheet;
};

const GREETING = "Hello! Please answer with one short sentence.";

/** Makes every check that this agent lets one make, one after the other, and gives the whole report. */
export async function runChecks(options: CheckOptions): Promise<Report> {
  const { target, signal, depth = "all", started = null, sheet = createSheet() } = options;
  const form: PromptPlace = target.input ?? "prompt";
  const context: Context = {
    target,
    form,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    prompt: options.prompt ?? GREETING,
    token: options.token ?? "",
    signal,
    sheet,
    sessions: new Set(),
  };
  const about = { agent: target.label, protocol: target.protocol, through: target.kind };
  if (!(await isReachable(context))) return reportOf({ ...about, reached: false }, sheet.results());
  try {
    if (!started) {
      const why = target.kind === "direct" ? "give --command to have it started" : "AgentCore started it, if it did";
      for (const id of ["start", "shutdown"] as const) sheet.unseen(id, why);
    }
    if (depth === "all") {
      await checkNetwork(context, started);
      await checkPing(context);
    }
    await checkInvocations(context, depth);
    if (depth === "all") await checkStop(context);
  } finally {
    await endSessions(context);
  }
  await started?.end(sheet);
  checkDockerfile(options.dockerfile ?? null, sheet);
  return reportOf({ ...about, reached: true }, sheet.results());
}

async function checkInvocations(context: Context, depth: CheckOptions["depth"]): Promise<void> {
  const { target, sheet } = context;
  const first = await checkFirstRun(context);
  if (first && target.protocol === "agui") await checkAguiAnswer(context, first);
  if (first && target.protocol === "http") checkHttpAnswer(context, first);
  if (depth === "one run") return;
  if (sheet.statusOf("runtime.access") === "failed") {
    for (const id of [
      "refuse.json",
      "refuse.fields",
      "refuse.content-type",
      "route.get",
      "route.unknown",
      "stop",
    ] as const)
      sheet.unseen(id, "AgentCore does not let the calls through");
    return;
  }
  await checkRefusals(context);
  if (!first) return;
  await checkLargeBody(context);
  if (sheet.statusOf("run.answer") !== "failed") return await checkConcurrency(context);
  for (const id of ["concurrency.threads", "concurrency.thread"] as const)
    sheet.unseen(id, "not even one run at a time comes to a good end");
}

/** Whether anything at all answers there; what AgentCore says to the first run tells the same of an ARN. */
async function isReachable({ target, limits, signal, sheet }: Context): Promise<boolean> {
  const url = target.pingUrl ?? target.invokeUrl;
  const result = await ping(url, limits.timeoutMs, signal);
  if (result.kind === "answer" || result.reason !== "refused") return true;
  sheet.fail(
    target.pingUrl === null ? "runtime.access" : "ping.status",
    `nothing answers at ${new URL(url).origin} (${result.detail})`,
  );
  return false;
}
