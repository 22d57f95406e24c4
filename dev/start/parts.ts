import { join } from "node:path";
import type { Plan } from "./environment.ts";
import type { Wanted } from "./ports.ts";
import type { Environment } from "./process-group.ts";

export type PartName = "auth0" | "agentcore" | "site";

/** One process of the stack: how it is run, and how one sees that it is there. */
export type Part = {
  name: PartName;
  /** As it stands in sentences. */
  title: string;
  command: readonly string[];
  env: Environment;
  /** Asked until it answers. */
  ready: string;
  timeoutMs: number;
  /** Not before the others answer: the site's first page asks them. */
  last: boolean;
  wants: Wanted;
};

export type SiteMode = "dev" | "production" | "none";

const CLOUD_MS = 60_000;
/** The first page is compiled while we wait, on whatever machine this is. */
const SITE_MS = 180_000;

/**
 * The processes that a plan asks for.
 *
 * @param root the repository
 * @param siteEnv what only the site gets, over the plan's environment
 */
export function partsOf(plan: Plan, site: SiteMode, root: string, siteEnv: Environment = {}): Part[] {
  const tsx = [process.execPath, "--import", import.meta.resolve("tsx")];
  const { auth0, agentcore, site: sitePort } = plan.ports;
  const parts: Part[] = [];
  if (plan.auth0) {
    parts.push({
      name: "auth0",
      title: "the local Auth0",
      command: [...tsx, join(root, "dev", "auth0", "main.ts")],
      env: plan.env,
      ready: `http://localhost:${auth0}/.well-known/openid-configuration`,
      timeoutMs: CLOUD_MS,
      last: false,
      wants: { port: auth0, part: "the local Auth0", variable: "LOCAL_AUTH0_PORT" },
    });
  }
  if (plan.agentcore) {
    parts.push({
      name: "agentcore",
      title: "the local AgentCore",
      command: [...tsx, join(root, "dev", "agentcore", "main.ts")],
      env: plan.env,
      ready: `http://localhost:${agentcore}/_local/health`,
      timeoutMs: CLOUD_MS,
      last: false,
      wants: { port: agentcore, part: "the local AgentCore", variable: "LOCAL_AGENTCORE_PORT" },
    });
  }
  if (site !== "none") {
    const next = join(root, "node_modules", "next", "dist", "bin", "next");
    parts.push({
      name: "site",
      title: "the site",
      // Like the rest of the local cloud, for this machine only.
      command: [process.execPath, next, site === "dev" ? "dev" : "start", "-H", "localhost", "-p", String(sitePort)],
      // Nobody was asked whether a local start may be reported. And a test runner's NODE_ENV is not the site's.
      env: {
        NEXT_TELEMETRY_DISABLED: "1",
        ...plan.env,
        NODE_ENV: site === "dev" ? undefined : "production",
        // Who ends `npm run dev` does not want to wait for an answer.
        ...(site === "dev" && !plan.env.RUN_DRAIN_MS && { RUN_DRAIN_MS: "0" }),
        ...siteEnv,
      },
      ready: `http://localhost:${sitePort}/signin`,
      timeoutMs: SITE_MS,
      last: true,
      wants: { port: sitePort, part: "the site", variable: "PORT" },
    });
  }
  return parts;
}
