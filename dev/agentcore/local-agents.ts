import { z } from "zod";
import { invocationsUrl, LOCAL } from "../../lib/local-defaults.ts";

const port = z.number().int().min(1).max(65_535);

/**
 * One agent of the local AgentCore as `LOCAL_AGENTCORE_AGENTS` names it, which `npm run dev -- --agent` writes: this
 * repository's own (`demo`), a developer's command, or one that runs already at an address.
 */
const localAgentSchema = z
  .object({
    id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be 1–63 of a–z, 0–9, - and _"),
    name: z.string().min(1).max(400),
    protocol: z.enum(["agui", "http"]).default("agui"),
    /** Where an agent of the HTTP protocol reads the message. */
    input: z.enum(["prompt", "input.prompt"]).optional(),
    demo: z.literal(true).optional(),
    /** A line for the shell. */
    command: z.string().min(1).optional(),
    /** Where the command runs; default: the session's own disk. */
    cwd: z.string().min(1).optional(),
    /** Where the command listens whatever `PORT` says. */
    port: port.optional(),
    url: z.string().url().optional(),
  })
  .strict()
  .refine(({ demo, command, url }) => [demo, command, url].filter((way) => way !== undefined).length === 1, {
    message: "needs one of demo, command and url",
  });

export type LocalAgent = z.infer<typeof localAgentSchema>;

const localAgentsSchema = z
  .array(localAgentSchema)
  .min(1, "needs at least one agent")
  .refine((agents) => new Set(agents.map(({ id }) => id)).size === agents.length, "has an id twice")
  .refine((agents) => new Set(agents.map(arnOf)).size === agents.length, "has ids that differ in - and _ alone");

export type LocalAgentsResult = { ok: true; agents: LocalAgent[] } | { ok: false; problem: string };

/** Reads `LOCAL_AGENTCORE_AGENTS`. @returns every problem in one sentence part when it is wrong */
export function readLocalAgents(text: string): LocalAgentsResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: "is not valid JSON" };
  }
  const parsed = localAgentsSchema.safeParse(json);
  if (parsed.success) return { ok: true, agents: parsed.data };
  const problem = parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim()).join("; ");
  return { ok: false, problem };
}

/** The made-up ARN of such an agent; the service allows no hyphen in a runtime's name, and no digit at its start. */
export function arnOf({ id, demo }: Pick<LocalAgent, "id" | "demo">): string {
  if (demo) return LOCAL.agentArn;
  const name = id.replaceAll("-", "_").replace(/^(?=[^a-z])/, "agent_");
  return `arn:aws:bedrock-agentcore:${LOCAL.region}:000000000000:runtime/${name}-local00000`;
}

/** Its entry in the site's `AGENTS`. */
export function registryEntry(agent: LocalAgent, agentcoreOrigin: string): object {
  const url = invocationsUrl(agentcoreOrigin, arnOf(agent));
  if (agent.demo) return { ...demoEntry(url), id: agent.id };
  return {
    id: agent.id,
    name: agent.name,
    url,
    protocol: agent.protocol,
    ...(agent.input && { http: { input: agent.input } }),
    // Whether it knows the stop command is not known here; ending its session stops every agent.
    stop: "session",
  };
}

/** This repository's own agent, as the site's `AGENTS` has it. */
export function demoEntry(url: string) {
  return {
    id: "default",
    name: { en: "Demo agent", ja: "デモエージェント" },
    description: {
      en: "Runs on this machine, in the local AgentCore.",
      ja: "このマシンのローカル AgentCore で動いています。",
    },
    url,
    protocol: "agui",
    stop: "command",
    warm: true,
    readOnlyTools: ["current_time", "calculate", "whoami", "list_tasks"],
    prompts: LOCAL.demoPrompts,
  };
}
