import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { environmentSchema } from "../../lib/config/schema.ts";
import { LOCAL } from "../../lib/local-defaults.ts";
import { arnOf, type LocalAgent, readLocalAgents } from "./local-agents.ts";
import type { Limits, Protocol, RuntimeOptions } from "./options.ts";

const seconds = z.coerce.number().positive("must be a number of seconds above 0");

const schema = z.object({
  LOCAL_AGENTCORE_PORT: z.coerce.number().int().min(0).max(65_535).default(LOCAL.agentcorePort),
  AUTH0_ISSUER: z.string().url().default(LOCAL.auth0Issuer),
  AUTH0_AUDIENCE: z.string().default(LOCAL.audience),
  DATA_DIR: z.string().default(LOCAL.dataDir),
  LOCAL_AGENTCORE_AGENT_URL: z.string().url().optional(),
  LOCAL_AGENTCORE_AGENT_FILE: z.string().optional(),
  LOCAL_AGENTCORE_AGENTS: z
    .string()
    .transform((value, context) => {
      const read = readLocalAgents(value);
      if (read.ok) return read.agents;
      context.addIssue({ code: "custom", message: read.problem });
      return z.NEVER;
    })
    .optional(),
  LOCAL_AGENTCORE_PROTOCOL: z.enum(["agui", "http"]).default("agui"),
  LOCAL_AGENTCORE_IDLE_SECONDS: seconds.optional(),
  LOCAL_AGENTCORE_LIFETIME_SECONDS: seconds.optional(),
  LOCAL_AGENTCORE_START_SECONDS: seconds.optional(),
  LOCAL_AGENTCORE_STREAM_SECONDS: seconds.optional(),
  LOCAL_AGENTCORE_SESSION_STORAGE: z.enum(["0", "1"]).default("1"),
});

/** What an agent may be told about its model and its way out; everything else of our environment stays here. */
const PASSED =
  /^(MODEL|OPENAI|ANTHROPIC|AWS|DEMO|OTEL)_|^(SESSION_STORAGE|LOG_LEVEL|DRAIN_MS|NODE_EXTRA_CA_CERTS)$|^(HTTPS?|NO)_PROXY$/i;

type Environment = Readonly<Record<string, string | undefined>>;
export type Settings = { port: number; issuer: string; runtimes: RuntimeOptions[]; limits: Partial<Limits> };
export type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

/**
 * The environment of `dev/agentcore/main.ts` as its runtimes: this repository's agent, or those that are named.
 *
 * @param env an empty variable counts as unset
 * @param root the repository
 */
export function readSettings(env: Environment, root: string): SettingsResult {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    return { ok: false, problems: parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) };
  }
  const given = parsed.data;
  // Every other part takes an issuer with and without its slash; Auth0's own have it.
  const issuer = given.AUTH0_ISSUER.endsWith("/") ? given.AUTH0_ISSUER : `${given.AUTH0_ISSUER}/`;
  const common = {
    authorizer: { allowedAudience: [given.AUTH0_AUDIENCE], allowedClients: allowedClients(issuer) },
    requestHeaderAllowlist: ["Authorization"],
    idleTimeoutSeconds: given.LOCAL_AGENTCORE_IDLE_SECONDS,
    maxLifetimeSeconds: given.LOCAL_AGENTCORE_LIFETIME_SECONDS,
    ...(given.LOCAL_AGENTCORE_SESSION_STORAGE === "1" && {
      sessionStorageDir: resolve(root, given.DATA_DIR, "agentcore", "session-storage"),
    }),
  };
  const url = given.LOCAL_AGENTCORE_AGENT_URL;
  const protocol: Protocol = given.LOCAL_AGENTCORE_PROTOCOL;
  const demo = { command: ownAgent(root, given.LOCAL_AGENTCORE_AGENT_FILE), env: agentEnvironment(set) };
  const runtimes: RuntimeOptions[] = given.LOCAL_AGENTCORE_AGENTS?.map((agent) => ({
    ...common,
    arn: arnOf(agent),
    protocol: agent.protocol,
    ...(agent.demo ? demo : wayOf(agent, set)),
  })) ?? [{ ...common, arn: LOCAL.agentArn, protocol, ...(url ? { url } : demo) }];
  const start = given.LOCAL_AGENTCORE_START_SECONDS;
  const stream = given.LOCAL_AGENTCORE_STREAM_SECONDS;
  const limits = { ...(start && { startMs: start * 1000 }), ...(stream && { streamMs: stream * 1000 }) };
  return { ok: true, settings: { port: given.LOCAL_AGENTCORE_PORT, issuer, runtimes, limits } };
}

/**
 * Against a real tenant only the audience is checked: without the rfc9068 token dialect Auth0 writes no `client_id`,
 * and which applications of that tenant may call is not known here.
 */
function allowedClients(issuer: string): string[] {
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(issuer).hostname);
  return local ? [LOCAL.clientId, LOCAL.deviceClientId] : [];
}

/** How a developer's own agent is reached or run. The shell takes what follows a variable, a redirection, an `&&`. */
function wayOf({ name, url, command = "", cwd, port }: LocalAgent, set: Environment) {
  if (url !== undefined) return { name, url };
  return {
    name,
    command: ["/bin/sh", "-c", command],
    cwd,
    port: port ?? ("detect" as const),
    env: developersEnvironment(set),
  };
}

/** Of the site and of npm, which started us; an agent that has one of these names for something of its own sets it in its command. */
const NOT_THEIRS = new Set([
  ...Object.keys(environmentSchema.shape),
  "PORT",
  "HOST",
  "NODE_ENV",
  "SITE_ORIGINS",
  "TMPDIR",
]);

/** What the developer's terminal has, as their program knows it when they start it by hand, their home too. */
function developersEnvironment(set: Environment): Record<string, string> {
  const theirs: Record<string, string> = {};
  for (const [name, value] of Object.entries(set)) {
    if (value === undefined || NOT_THEIRS.has(name) || /^(LOCAL_|npm_|INIT_CWD$)/.test(name)) continue;
    theirs[name] = value;
  }
  // Python keeps lines to itself when nobody seems to read along.
  return { PYTHONUNBUFFERED: "1", ...theirs };
}

/** Full addresses, because a session's working directory is its own disk. */
function ownAgent(root: string, bundle: string | undefined): string[] {
  if (bundle !== undefined) return [process.execPath, resolve(root, bundle)];
  const tsx = import.meta.resolve("tsx");
  return [process.execPath, "--import", tsx, join(root, "agent", "src", "main.ts")];
}

function agentEnvironment(set: Environment): Record<string, string> {
  // tsx keeps what it has compiled in the temporary folder: with one per session every new chat would compile the agent anew,
  // which doubles its start. The session's own disk is its HOME.
  const passed: Record<string, string> = { TMPDIR: tmpdir() };
  for (const [name, value] of Object.entries(set)) if (value !== undefined && PASSED.test(name)) passed[name] = value;
  // The AWS SDK finds profiles and single sign-on under the developer's own home, not under a session's disk.
  const usesAws = passed.MODEL_PROVIDER === "bedrock" || passed.SESSION_STORAGE?.startsWith("s3:");
  if (usesAws && set.HOME !== undefined) passed.HOME = set.HOME;
  return passed;
}

export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
