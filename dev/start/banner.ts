import type { LocalAgent } from "../agentcore/local-agents.ts";
import { formatTable, type Paint } from "./console.ts";
import type { Plan } from "./environment.ts";

export type Person = { name: string; email: string };

const NEW_CODE = [
  "A conversation's process starts with its first message and has the code of that moment:",
  "save a file, and the next new conversation has it.",
];

function rowOf(agent: LocalAgent, site: string | undefined): string[] {
  const what = agent.command ?? agent.url ?? "the demo agent of this repository";
  const protocol = agent.protocol === "http" ? `http, ${agent.input ?? "prompt"}` : "AG-UI";
  return [agent.name, what, protocol, ...(site === undefined ? [] : [`${site}/?agent=${agent.id}`])];
}

/** What stands on the console once everything answers: where it is, who can sign in, how it ends. */
export function banner(plan: Plan, site: boolean, people: readonly Person[], paint: Paint): string {
  const { ports, env } = plan;
  const model = env.MODEL_PROVIDER || "demo";
  const agent = plan.agents.length > 0 ? "your agents" : `the agent with MODEL_PROVIDER=${model}`;
  const rows = [
    ...(site ? [[plan.siteUrl, "the site"]] : []),
    plan.auth0 ? [`http://localhost:${ports.auth0}`, "local Auth0"] : [plan.issuer, "Auth0, from AUTH0_ISSUER"],
    plan.agentcore
      ? [`http://localhost:${ports.agentcore}`, `local AgentCore, ${agent}`]
      : ["-", `agents from ${env.AGENTS ? "AGENTS" : "BEDROCK_AGENTCORE_RUNTIME_ARN"}; no local AgentCore`],
    [env.DATA_DIR ?? "", "everything that is kept; delete it to start afresh"],
  ];
  const table = formatTable(rows).map((line) => `  ${line}`);
  const signIn = plan.auth0
    ? [
        "",
        "  Sign in with one click as",
        ...formatTable(people.map(({ name, email }) => [name, email])).map((line) => `    ${line}`),
      ]
    : [];
  const agents =
    plan.agents.length > 0
      ? [
          "",
          "  Your agents",
          ...formatTable(plan.agents.map((one) => rowOf(one, site ? plan.siteUrl : undefined))).map(
            (line) => `    ${line}`,
          ),
          ...(plan.agents.some(({ command }) => command) ? ["", ...NEW_CODE.map((line) => `  ${line}`)] : []),
        ]
      : [];
  return [
    "",
    paint("bold", site ? "  AgentCore Chat is running." : "  The local cloud is running."),
    "",
    ...table,
    ...agents,
    ...signIn,
    "",
    "  Ctrl-C ends everything.",
    "",
  ].join("\n");
}
