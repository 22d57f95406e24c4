import { invocationsUrl, LOCAL } from "../../lib/local-defaults.ts";
import { demoEntry, type LocalAgent, readLocalAgents, registryEntry } from "../agentcore/local-agents.ts";
import type { Environment } from "./process-group.ts";

export type Ports = { site: number; auth0: number; agentcore: number };

/** What of the local cloud is started, and the environment in which every part agrees with the others. */
export type Plan = {
  ports: Ports;
  siteUrl: string;
  issuer: string;
  /** False when the environment names a tenant of its own. */
  auth0: boolean;
  /** False when the environment names agents of its own, and none of them runs here. */
  agentcore: boolean;
  /** Those of `LOCAL_AGENTCORE_AGENTS`; empty when the local AgentCore has the demo agent alone. */
  agents: readonly LocalAgent[];
  /** For every part; what the person set is in it as they set it. */
  env: Environment;
};

export type PlanResult = { ok: true; plan: Plan } | { ok: false; problems: string[] };

/**
 * The agents of the local AgentCore, as the site's `AGENTS` variable wants them.
 *
 * @param agents none: the one whose protocol is given, which is this repository's own unless `LOCAL_AGENTCORE_AGENT_URL` says otherwise
 */
export function localAgents(agentcoreOrigin: string, agents: readonly LocalAgent[] = [], protocol = "agui"): string {
  if (agents.length > 0) return JSON.stringify(agents.map((agent) => registryEntry(agent, agentcoreOrigin)));
  const entry = demoEntry(invocationsUrl(agentcoreOrigin, LOCAL.agentArn));
  return JSON.stringify([
    protocol === "http" ? { ...entry, protocol, stop: "session", warm: false, readOnlyTools: [] } : entry,
  ]);
}

/**
 * Decides what to start from what the person has set. Whatever they set wins; the rest is filled in so that the parts
 * find each other on the chosen ports. A group is filled in whole or not at all: a real tenant with the local client's
 * secret would be nobody's intention.
 *
 * @param set the environment, `.env` files included; an empty variable counts as unset
 * @param ports instead of those in `set`
 */
export function planStack(set: Environment, ports?: Partial<Ports>): PlanResult {
  const given = Object.fromEntries(
    Object.entries(set).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const problems: string[] = [];
  const port = (name: string, chosen: number | undefined, fallback: number) => {
    const value = chosen ?? Number(given[name] ?? fallback);
    if (!Number.isInteger(value) || value < 1 || value > 65_535) {
      problems.push(`${name} is "${given[name]}"; it has to be a port number, such as ${fallback}.`);
    }
    return value;
  };
  const on: Ports = {
    site: port("PORT", ports?.site, LOCAL.sitePort),
    auth0: port("LOCAL_AUTH0_PORT", ports?.auth0, LOCAL.auth0Port),
    agentcore: port("LOCAL_AGENTCORE_PORT", ports?.agentcore, LOCAL.agentcorePort),
  };
  const siteUrl = given.NEXTAUTH_URL ?? `http://localhost:${on.site}`;
  if (given.NEXTAUTH_URL !== undefined && !URL.canParse(siteUrl))
    problems.push(`NEXTAUTH_URL is "${siteUrl}"; it has to be an address, such as http://localhost:3000.`);
  if (given.AUTH0_ISSUER !== undefined && !URL.canParse(given.AUTH0_ISSUER)) {
    problems.push(
      `AUTH0_ISSUER is "${given.AUTH0_ISSUER}"; it has to be an address, such as https://your-tenant.us.auth0.com/.`,
    );
  }
  const named = given.LOCAL_AGENTCORE_AGENTS === undefined ? undefined : readLocalAgents(given.LOCAL_AGENTCORE_AGENTS);
  if (named?.ok === false) problems.push(`LOCAL_AGENTCORE_AGENTS is wrong: ${named.problem}.`);
  if (problems.length > 0) return { ok: false, problems };

  const localIssuer = `http://localhost:${on.auth0}/`;
  const issuer = given.AUTH0_ISSUER ?? localIssuer;
  // Written out in a .env file, the local addresses still mean the local parts.
  const auth0 = trimSlash(issuer) === trimSlash(localIssuer);
  // The same of agents: several may be named that all run in the local AgentCore.
  const isLocalAgent = given.AGENTS?.includes(`http://localhost:${on.agentcore}/`) ?? true;
  const agentcore = isLocalAgent && given.BEDROCK_AGENTCORE_RUNTIME_ARN === undefined;
  const agents = agentcore && named?.ok ? named.agents : [];
  const defaults: Environment = {
    NEXTAUTH_URL: siteUrl,
    DATA_DIR: LOCAL.dataDir,
    ...(auth0 && {
      AUTH0_ISSUER: localIssuer,
      AUTH0_CLIENT_ID: LOCAL.clientId,
      AUTH0_CLIENT_SECRET: LOCAL.clientSecret,
      AUTH0_AUDIENCE: LOCAL.audience,
      SITE_ORIGINS: new URL(siteUrl).origin,
    }),
    ...(agentcore && {
      AGENTS: localAgents(`http://localhost:${on.agentcore}`, agents, given.LOCAL_AGENTCORE_PROTOCOL),
    }),
    // The site reads its .env files once more; what is set, if to nothing, is not read from there.
    ...(agents.length > 0 && { BEDROCK_AGENTCORE_RUNTIME_ARN: "" }),
  };
  const env: Environment = {
    ...defaults,
    ...given,
    PORT: String(on.site),
    LOCAL_AUTH0_PORT: String(on.auth0),
    LOCAL_AGENTCORE_PORT: String(on.agentcore),
  };
  return { ok: true, plan: { ports: on, siteUrl, issuer, auth0, agentcore, agents, env } };
}

const trimSlash = (address: string) => address.replace(/\/$/, "");
