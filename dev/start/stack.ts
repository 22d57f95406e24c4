import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { loadLocalSecrets } from "../../lib/config/local-secrets.ts";
import { LOCAL } from "../../lib/local-defaults.ts";
import { type Plan, type Ports, planStack } from "./environment.ts";
import { partsOf, type SiteMode } from "./parts.ts";
import { describeTaken, takenPorts } from "./ports.ts";
import type { Environment } from "./process-group.ts";
import { type OnLine, type Running, runParts } from "./run-parts.ts";

export const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

export type Stack = Running & {
  plan: Plan;
  /** Addresses without a slash at their end. */
  urls: { site: string; auth0: string; agentcore: string };
};

export type StackResult = { ok: true; stack: Stack } | { ok: false; reason: string; code: number };

/**
 * The whole system as child processes: local Auth0, local AgentCore and the site, ready when this resolves with `ok`.
 *
 * @param options.env the base of every part's environment; what is set there wins over what would be filled in
 * @param options.ports default: those in `env`, then 3000, 4010 and 4020
 * @param options.dataDir default: `DATA_DIR` of `env`, then `.data`
 * @param options.site `production` runs `next start` on a build that exists, with generated secrets and the embedded
 *   database unless `env` has others; `none` runs the local cloud alone
 * @param options.log every line a part writes
 * @param options.onPlan called once the plan is made and the ports are free, before anything starts
 * @param options.signal gives up the start
 */
export async function startStack(options: {
  env: Environment;
  ports?: Partial<Ports>;
  dataDir?: string;
  site: SiteMode;
  log: OnLine;
  onPlan?: (plan: Plan) => void;
  signal?: AbortSignal;
}): Promise<StackResult> {
  const env = { ...options.env, ...(options.dataDir !== undefined && { DATA_DIR: options.dataDir }) };
  const planned = planStack(env, options.ports);
  if (!planned.ok) return { ok: false, reason: planned.problems.join("\n"), code: 1 };
  const { plan } = planned;
  const parts = partsOf(plan, options.site, REPOSITORY, options.site === "production" ? productionDefaults(env) : {});
  const taken = await takenPorts(parts.map(({ wants }) => wants));
  if (taken.length > 0) return { ok: false, reason: describeTaken(taken), code: 1 };
  options.onPlan?.(plan);
  const result = await runParts(parts, { root: REPOSITORY, onLine: options.log, signal: options.signal });
  if (!result.ok) return result;
  const urls = {
    site: `http://localhost:${plan.ports.site}`,
    auth0: `http://localhost:${plan.ports.auth0}`,
    agentcore: `http://localhost:${plan.ports.agentcore}`,
  };
  return { ok: true, stack: { ...result.running, plan, urls } };
}

/** In production the site makes up nothing by itself; a stack on one machine may, and keeps it in its data folder. */
export function productionDefaults(env: Environment): Environment {
  const secrets = loadLocalSecrets(resolve(REPOSITORY, env.DATA_DIR || LOCAL.dataDir));
  return {
    NEXTAUTH_SECRET: env.NEXTAUTH_SECRET || secrets.nextAuthSecret,
    TOKEN_KEYS: env.TOKEN_KEYS || secrets.tokenKey,
    SESSION_ID_KEY: env.SESSION_ID_KEY || secrets.sessionIdKey,
    ALLOW_EMBEDDED_DB: env.ALLOW_EMBEDDED_DB || (env.DATABASE_URL ? "0" : "1"),
  };
}
