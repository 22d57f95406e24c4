import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AUDIENCE, CLIENT, type Identity, startIdentity } from "../../dev/agentcore/fixtures/identity";
import { type LocalAgentCore, startLocalAgentCore } from "../../dev/agentcore/server";
import { runCommand } from "../commands";
import { startFakeAgent } from "../testing/fake-agent";
import { createFakeIo } from "../testing/fake-io";
import type { Fault } from "../testing/faults";
import { type Report, reportSchema } from "./report";

const ARN = "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/my_agent-aaaaaaaaaa";

let identity: Identity;
let core: LocalAgentCore | undefined;
let agent: Awaited<ReturnType<typeof startFakeAgent>> | undefined;

beforeAll(async () => {
  identity = await startIdentity();
});
afterEach(async () => {
  await core?.close();
  await agent?.close();
});
afterAll(() => identity.close());

/** `check <arn>` with the fake agent behind the local AgentCore. */
async function checkArn(fault: Fault | undefined, protocol: "agui" | "http", token: string) {
  agent = await startFakeAgent({ protocol, ...(fault ? { fault } : {}) });
  core = await startLocalAgentCore({
    port: 0,
    issuer: identity.issuer,
    runtimes: [
      {
        arn: ARN,
        protocol,
        authorizer: { allowedAudience: [AUDIENCE], allowedClients: [CLIENT] },
        requestHeaderAllowlist: [],
        url: agent.url,
      },
    ],
    log: pino({ level: "silent" }),
  });
  const person = await createFakeIo({ AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: core.origin, AGENTCORE_TOKEN: token });
  const code = await runCommand(["check", ARN, "--protocol", protocol, "--json"], person.io);
  await person.remove();
  const report = reportSchema.parse(JSON.parse(person.said.out));
  const sessions = (await (await fetch(`${core.origin}/_local/sessions`)).json()) as { state: string }[];
  return { code, report, sessions };
}

const of = (report: Report, id: string) => report.results.find((result) => result.id === id);

describe("an agent behind AgentCore", () => {
  it.each(["agui", "http"] as const)(
    "of the %s protocol is fit, and what AgentCore hides is not checkable",
    async (protocol) => {
      const { code, report, sessions } = await checkArn(undefined, protocol, await identity.token("alice"));
      const bad = report.results.filter(({ status }) => status === "failed" || status === "warning");
      expect({ code, bad }).toEqual({ code: 0, bad: [] });
      for (const id of ["ping.status", "ping.case", "port", "bind", "start", "route.get", "shutdown"])
        expect(of(report, id)?.status).toBe("not checkable");
      // What the container answered shows in AgentCore's own message.
      expect(of(report, "refuse.json")).toMatchObject({ status: "ok", detail: "HTTP 400" });
      // Each session is a microVM that would idle, and cost, for 15 minutes.
      expect(new Set(sessions.map(({ state }) => state))).toEqual(new Set(["stopped"]));
    },
  );

  it.each([
    ["no /invocations", 404],
    ["runs crash", 500],
  ] as const)("with %s reads as for its caller", async (fault, status) => {
    const { code, report } = await checkArn(fault, "agui", await identity.token("alice"));
    expect(code).toBe(1);
    expect(of(report, "run.status")).toMatchObject({
      status: "failed",
      agentcore: expect.stringContaining(`Received error (${status}) from runtime`),
    });
  });

  it("whose authorizer refuses the token says so once, and looks at nothing else", async () => {
    const { code, report } = await checkArn(undefined, "agui", await identity.token("alice", { client_id: "other" }));
    expect(code).toBe(1);
    const failed = report.results.filter(({ status }) => status === "failed").map(({ id }) => id);
    expect(failed).toEqual(["runtime.access"]);
    expect(of(report, "runtime.access")?.detail).toContain("HTTP 401, NOT_ALLOWED");
  });
});
