import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { readArguments } from "../../dev/start/arguments";
import { REPOSITORY, startStack } from "../../dev/start/stack";
import { pythonWithFastApi } from "../../dev/test/python";
import { OWN_AGENTS_PORTS, STACK_LOG } from "./addresses";
import { baseEnvironment } from "./site-process";
import { test as base } from "./test";

export const OWN_SITE = `http://localhost:${OWN_AGENTS_PORTS.site}`;
const AGENTCORE = `http://localhost:${OWN_AGENTS_PORTS.agentcore}`;

export const PYTHON = pythonWithFastApi() ?? "";

/** As a developer would type it: three that answer in three ways, and one whose input is not what it is said to be. */
const COMMAND_LINE = [
  ...["--agent", "demo"],
  ...["--agent", `node e2e/fixtures/tanstack-agent/agent.mjs`, "--name", "tanstack"],
  ...(PYTHON === ""
    ? []
    : [
        ...["--agent", `${PYTHON} examples/python-http/agent.py`, "--protocol", "http"],
        ...["--input", "input.prompt", "--name", "python"],
        ...["--agent", `${PYTHON} examples/python-http/agent.py`, "--protocol", "http"],
        ...["--input", "prompt", "--name", "misread"],
        ...["--agent", `${PYTHON} examples/python-agui/agent.py`, "--name", "python-agui"],
      ]),
];

const invocation = z.object({
  op: z.string(),
  arn: z.string(),
  sub: z.string().nullable(),
  sessionId: z.string().nullable(),
  token: z.string().nullable(),
  status: z.number().nullable(),
});

/** What the local AgentCore of these agents has been asked, in order; not what it tried them with at its start. */
export async function askedOf(agent: string): Promise<z.infer<typeof invocation>[]> {
  const response = await fetch(`${AGENTCORE}/_local/invocations`);
  const name = agent === "default" ? "demo_agent" : agent.replaceAll("-", "_");
  return z
    .array(invocation)
    .parse(await response.json())
    .filter(({ arn }) => arn.includes(`runtime/${name}-`));
}

/** Tests against a site in front of several agents, started as `npm run dev -- --agent …` starts them. */
export const test = base.extend<object, { ownStack: string }>({
  ownStack: [
    async ({ browserName: _ }, use) => {
      const read = readArguments(COMMAND_LINE, REPOSITORY);
      if (read.kind !== "start") throw new Error(JSON.stringify(read));
      const dataDir = mkdtempSync(join(tmpdir(), "agentcore-chat-own-agents-"));
      const result = await startStack({
        env: {
          ...baseEnvironment(),
          NEXTAUTH_URL: OWN_SITE,
          SITE_ORIGINS: OWN_SITE,
          LOCAL_AGENTCORE_AGENTS: JSON.stringify(read.agents),
        },
        ports: OWN_AGENTS_PORTS,
        dataDir,
        site: "production",
        log: (part, line) => appendFileSync(STACK_LOG, `own agents ${part} | ${line}\n`),
      });
      if (!result.ok) throw new Error(result.reason);
      await use(OWN_SITE);
      await result.stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 240_000 },
  ],
});
