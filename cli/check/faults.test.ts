import { afterEach, describe, expect, it } from "vitest";
import { startFakeAgent } from "../testing/fake-agent";
import { FAULTS, type Fault } from "../testing/faults";
import type { CheckId } from "./catalogue";
import { type Report, reportSchema, type Status } from "./report";
import { runChecks } from "./run-checks";

type Agent = Awaited<ReturnType<typeof startFakeAgent>>;
let agent: Agent | undefined;
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

async function checked(options: Parameters<typeof startFakeAgent>[0]): Promise<Report> {
  agent = await startFakeAgent(options);
  const { url } = agent;
  const report = await runChecks({
    target: {
      label: url,
      kind: "direct",
      invokeUrl: `${url}/invocations`,
      pingUrl: `${url}/ping`,
      stopSessionUrl: `${url}/stopruntimesession`,
      protocol: options?.protocol ?? "agui",
      input: undefined,
      stop: "command",
      history: "full",
      authorized: false,
    },
    limits: { timeoutMs: /hang/.test(options?.fault ?? "") ? 900 : 5_000, silenceMs: 1_000, stopMs: 1_200 },
    signal: new AbortController().signal,
  });
  return reportSchema.parse(report);
}

/** What is wrong, but for the port: a test cannot have 8080. */
function wrong(report: Report): Partial<Record<CheckId, Status>> {
  const bad = report.results.filter(({ id, status }) => (status === "failed" || status === "warning") && id !== "port");
  return Object.fromEntries(bad.map(({ id, status }) => [id, status]));
}

const AGUI: Partial<Record<Fault, Partial<Record<CheckId, Status>>>> = {
  "ping answers 404": { "ping.status": "failed" },
  "ping is no JSON": { "ping.shape": "failed" },
  "ping is in lower case": { "ping.case": "failed" },
  "ping says now each time": { "ping.time": "failed" },
  "ping says milliseconds": { "ping.time": "failed" },
  "no /invocations": { "run.status": "failed" },
  "runs crash": { "run.status": "failed" },
  "runs hang": { "run.status": "failed" },
  "wrong content type": { "run.content-type": "failed" },
  CRLF: { "sse.line-endings": "failed" },
  "no blank line at the end": { "sse.frames": "failed" },
  "half a frame at the end": { "sse.frames": "failed" },
  "no blank line in between": { "sse.frames": "failed" },
  "no data: before the events": { "sse.frames": "failed" },
  "everything at once": { "sse.streaming": "failed" },
  "a long silence": { "sse.keep-alive": "warning" },
  "an event is not JSON": { "events.json": "failed" },
  "an unknown event": { "events.types": "failed" },
  "a null field": { "events.fields": "failed" },
  "no RUN_STARTED": { "events.order": "failed" },
  "a message without its end": { "events.order": "failed" },
  "an event after the end": { "events.order": "failed" },
  "no end": { "events.end": "failed" },
  "the same message id again": { "events.ids": "failed" },
  "another run id": { "events.ids": "failed" },
  RUN_ERROR: { "run.answer": "failed" },
  "broken JSON gives 500": { "refuse.json": "failed" },
  "broken JSON hangs": { "refuse.json": "failed" },
  "missing fields give 500": { "refuse.fields": "failed" },
  "text/plain gives 500": { "refuse.content-type": "failed" },
  "GET gives 500": { "route.get": "failed" },
  "unknown paths give 500": { "route.unknown": "failed" },
  "unknown paths give 200": { "route.unknown": "warning" },
  "small body limit": { "body.large": "warning" },
  "large bodies crash": { "body.large": "failed" },
  "one run at a time": { "concurrency.threads": "failed" },
  "two runs on a thread crash": { "concurrency.thread": "failed" },
  "stop is not known": { stop: "failed" },
  "stop does nothing": { stop: "failed" },
};

const HTTP: Partial<Record<Fault, Partial<Record<CheckId, Status>>>> = {
  "ping is in lower case": { "ping.case": "warning" },
  "no /invocations": { "run.status": "failed" },
  "runs crash": { "run.status": "failed" },
  "missing fields give 500": { "refuse.fields": "failed" },
  "text in an unknown place": { "run.answer": "warning" },
  "no text": { "run.answer": "failed" },
};

describe.each([
  ["agui", AGUI],
  ["http", HTTP],
] as const)("an agent of the %s protocol", (protocol, table) => {
  it.each(Object.entries(table))("with one fault, %s, fails that check and no other", async (fault, expected) => {
    const report = await checked({ fault: fault as Fault, protocol });
    expect(wrong(report)).toEqual(expected);
    expect(report.verdict).toBe(Object.values(expected).includes("failed") ? "unfit" : "fit");
  });
});

it("looks for every fault that the fake agent can have", () => {
  expect(FAULTS.filter((fault) => !(fault in AGUI) && !(fault in HTTP))).toEqual([]);
});

describe("an agent without a fault", () => {
  it("is fit, and says what could not be seen", async () => {
    const report = await checked({});
    expect(wrong(report)).toEqual({});
    expect(report.verdict).toBe("fit");
    const unseen = report.results.filter(({ status }) => status === "not checkable").map(({ id }) => id);
    expect(unseen).toEqual([
      "start",
      "sse.keep-alive",
      "shutdown",
      "dockerfile.platform",
      "dockerfile.user",
      "dockerfile.port",
      "dockerfile.secrets",
    ]);
  });

  it.each(["prompt", "input.prompt"] as const)("is fit when it reads %s, which is found out", async (input) => {
    const report = await checked({ protocol: "http", input });
    expect(wrong(report)).toEqual({});
    const run = report.results.find(({ id }) => id === "run.status");
    expect(run?.detail).toContain(input === "prompt" ? "{prompt}" : "{input: {prompt}}");
  });

  it("on loopback alone is warned that AgentCore will not reach it", async () => {
    expect(wrong(await checked({ host: "127.0.0.1" }))).toEqual({ bind: "warning" });
  });
});

describe("what is said of a failure", () => {
  it.each([
    ["no /invocations", "Received error (404) from runtime", "CloudWatch shows nothing"],
    ["runs crash", "Received error (500) from runtime", "in CloudWatch"],
  ] as const)("reads %s as the caller of AgentCore does", async (fault, message, cloudWatch) => {
    const report = await checked({ fault, protocol: "http" });
    const result = report.results.find(({ id }) => id === "run.status");
    expect(result?.agentcore).toContain(message);
    expect(result?.agentcore).toContain(cloudWatch);
    expect(result?.mend).toBeTruthy();
  });
});
