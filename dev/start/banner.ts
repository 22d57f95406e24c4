import { formatTable, type Paint } from "./console.ts";
import type { Plan } from "./environment.ts";

export type Person = { name: string; email: string };

/** What stands on the console once everything answers: where it is, who can sign in, how it ends. */
export function banner(plan: Plan, site: boolean, people: readonly Person[], paint: Paint): string {
  const { ports, env } = plan;
  const model = env.MODEL_PROVIDER || "demo";
  const rows = [
    ...(site ? [[plan.siteUrl, "the site"]] : []),
    plan.auth0 ? [`http://localhost:${ports.auth0}`, "local Auth0"] : [plan.issuer, "Auth0, from AUTH0_ISSUER"],
    plan.agentcore
      ? [`http://localhost:${ports.agentcore}`, `local AgentCore, the agent with MODEL_PROVIDER=${model}`]
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
  return [
    "",
    paint("bold", "  AgentCore Chat is running."),
    "",
    ...table,
    ...signIn,
    "",
    "  Ctrl-C ends everything.",
    "",
  ].join("\n");
}
