import { z } from "zod";
import { type AgentEntry, regionOfArn } from "../lib/agentcore/agent-entry";
import { isSafeAddress } from "../lib/config/address";
import { formatPath } from "../lib/config/load";
import { environmentSchema } from "../lib/config/schema";
import { invocationsUrl, LOCAL } from "../lib/local-defaults";
import { UsageError } from "./io";

type Env = Readonly<Record<string, string | undefined>>;

const address = z
  .string()
  .refine(isSafeAddress, "must be an address that starts with https:// (http:// only for localhost)");

const schema = z.object({
  AUTH0_ISSUER: address.optional(),
  AUTH0_AUDIENCE: z.string().optional(),
  AUTH0_CLI_CLIENT_ID: z.string().optional(),
  AGENTCORE_TOKEN: z.string().optional(),
  AWS_ENDPOINT_URL_BEDROCK_AGENTCORE: address.transform((value) => value.replace(/\/+$/, "")).optional(),
  AGENTS: z.string().optional(),
  BEDROCK_AGENTCORE_RUNTIME_ARN: z.string().optional(),
  LOCAL_AUTH0_PORT: z.coerce.number().int().min(1).max(65_535).default(LOCAL.auth0Port),
  LOCAL_AGENTCORE_PORT: z.coerce.number().int().min(1).max(65_535).default(LOCAL.agentcorePort),
});

export type Environment = z.infer<typeof schema>;

/** The tenant that people sign in to, and the public client of the device flow in it. */
export type Tenant = { issuer: string; audience: string; clientId: string };

/**
 * The variables that the command line reads; an empty one counts as unset.
 *
 * @throws UsageError that names every variable that is wrong
 */
export function readEnvironment(env: Env): Environment {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new UsageError(parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("\n"));
}

/**
 * Who signs people in. Nothing set is the local Auth0; a tenant of one's own is named whole, so that nobody's token is asked of
 * one place with the names of another.
 */
export function tenantOf(env: Environment): Tenant {
  if (env.AUTH0_ISSUER === undefined) {
    const issuer = `http://localhost:${env.LOCAL_AUTH0_PORT}/`;
    return { issuer, audience: env.AUTH0_AUDIENCE ?? LOCAL.audience, clientId: LOCAL.deviceClientId };
  }
  const issuer = env.AUTH0_ISSUER.endsWith("/") ? env.AUTH0_ISSUER : `${env.AUTH0_ISSUER}/`;
  const isLocal = new URL(issuer).protocol === "http:";
  const audience = env.AUTH0_AUDIENCE ?? (isLocal ? LOCAL.audience : undefined);
  const clientId = env.AUTH0_CLI_CLIENT_ID ?? (isLocal ? LOCAL.deviceClientId : undefined);
  if (audience === undefined)
    throw new UsageError("AUTH0_AUDIENCE is not set: the identifier of the API that AgentCore's authorizer accepts.");
  if (clientId === undefined) {
    throw new UsageError(
      "AUTH0_CLI_CLIENT_ID is not set: the id of a native application in Auth0 with the grant type Device Code.",
    );
  }
  return { issuer, audience, clientId };
}

/** The agents that can be called by their id: those of the site, or the local AgentCore's one. */
export function agentsOf(env: Environment): AgentEntry[] {
  if (env.AGENTS !== undefined) return parseAgents(env.AGENTS);
  const arn = env.BEDROCK_AGENTCORE_RUNTIME_ARN;
  if (arn === undefined) {
    const url = invocationsUrl(`http://localhost:${env.LOCAL_AGENTCORE_PORT}`, LOCAL.agentArn);
    return parseAgents(JSON.stringify([{ id: "default", name: "Demo agent", url, stop: "command" }]));
  }
  if (regionOfArn(arn) === null)
    throw new UsageError("BEDROCK_AGENTCORE_RUNTIME_ARN is not the ARN of an AgentCore runtime.");
  return parseAgents(JSON.stringify([{ id: "default", name: "Agent", arn }]));
}

/** As the site reads it, and with its words for what is wrong. */
function parseAgents(text: string): AgentEntry[] {
  const parsed = environmentSchema.shape.AGENTS.safeParse(text);
  if (parsed.success) return parsed.data ?? [];
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `AGENTS${formatPath(path)} ${message}`).join("\n"),
  );
}
