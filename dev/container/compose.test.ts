import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../lib/config/load";
import { environmentSchema } from "../../lib/config/schema";
import { LOCAL } from "../../lib/local-defaults";
import { readSettings } from "../agentcore/settings";
import { localAgents, planStack } from "../start/environment";
import { imageOf, stagesOf } from "./dockerfile";

type Service = {
  build?: { target?: string };
  command?: string[];
  environment?: Record<string, string>;
  network_mode?: string;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  volumes?: string[];
};

/** As compose reads it: `${NAME:-default}` from the environment. */
function compose(env: Record<string, string> = {}): Record<string, Service> {
  const filled = readFileSync("compose.yaml", "utf8").replace(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, name: string, fallback: string) => env[name] || fallback,
  );
  return (parse(filled, { merge: true }) as { services: Record<string, Service> }).services;
}

const service = (name: string, env?: Record<string, string>): Service => {
  const found = compose(env)[name];
  if (!found) throw new Error(`compose.yaml has no ${name}`);
  return found;
};
const dockerfile = readFileSync("Dockerfile", "utf8");

describe("the site in compose.yaml", () => {
  const environment = { ...imageOf(dockerfile).env, ...service("site").environment };
  const read = loadConfig(environment as unknown as NodeJS.ProcessEnv, () => {
    throw new Error("production makes up no secret");
  });

  it("has all that production asks for, and nothing that the site does not read", () => {
    expect(read.ok ? [] : read.problems).toEqual([]);
    const known = Object.keys(environmentSchema.shape);
    expect(Object.keys(service("site").environment ?? {}).filter((name) => !known.includes(name))).toEqual([]);
  });

  it("talks to the local cloud, as this repository starts it", () => {
    if (!read.ok) throw new Error("see above");
    const { auth0, production, database } = read.config;
    expect(production).toBe(true);
    expect(auth0).toMatchObject({
      issuer: LOCAL.auth0Issuer,
      clientId: LOCAL.clientId,
      clientSecret: LOCAL.clientSecret,
      audience: LOCAL.audience,
    });
    expect(JSON.parse(environment.AGENTS ?? "")).toEqual(
      JSON.parse(localAgents(`http://localhost:${LOCAL.agentcorePort}`)),
    );
    expect(database).toMatchObject({ kind: "postgres", url: service("migrate").environment?.DATABASE_URL });
  });

  it("finds the cloud at localhost, as the browser does: they share one network, and its ports are published", () => {
    expect(service("site").network_mode).toBe("service:cloud");
    expect(service("site").ports).toBeUndefined();
    expect(service("cloud").ports).toEqual([
      `127.0.0.1:${LOCAL.sitePort}:${imageOf(dockerfile).env.PORT}`,
      `127.0.0.1:${LOCAL.auth0Port}:${LOCAL.auth0Port}`,
    ]);
  });

  it("starts on a database that is migrated, beside a cloud that answers", () => {
    expect(service("site").depends_on).toMatchObject({
      migrate: { condition: "service_completed_successfully" },
      cloud: { condition: "service_healthy" },
    });
    expect(service("migrate")).toMatchObject({
      command: ["node", "migrate.mjs"],
      depends_on: { postgres: { condition: "service_healthy" } },
    });
  });

  it("moves to other ports as a whole", () => {
    const env = { PORT: "3900", LOCAL_AUTH0_PORT: "4910" };
    const moved = service("site", env).environment;
    expect(moved).toMatchObject({ NEXTAUTH_URL: "http://localhost:3900", AUTH0_ISSUER: "http://localhost:4910/" });
    expect(service("cloud", env).environment?.SITE_ORIGINS).toBe("http://localhost:3900");
    expect(service("cloud", env).ports).toEqual(["127.0.0.1:3900:3000", "127.0.0.1:4910:4910"]);
  });
});

describe("the rest of compose.yaml", () => {
  it("is reached from this machine alone", () => {
    const published = Object.values(compose()).flatMap(({ ports = [] }) => ports);
    expect(published.filter((port) => !port.startsWith("127.0.0.1:"))).toEqual([]);
    expect(published).toHaveLength(2);
  });

  it("starts both halves of the local cloud, with the agent of its own container", () => {
    const environment = service("cloud").environment ?? {};
    const plan = planStack(environment);
    expect(plan).toMatchObject({ ok: true, plan: { auth0: true, agentcore: true, ports: { auth0: LOCAL.auth0Port } } });
    const settings = readSettings(environment, "/app");
    expect(settings).toMatchObject({
      ok: true,
      settings: { issuer: LOCAL.auth0Issuer, runtimes: [{ arn: LOCAL.agentArn, url: "http://agent:8080" }] },
    });
    expect(service("agent").environment?.PORT).toBe("8080");
  });

  it("builds targets that there are, and keeps what must last in volumes", () => {
    const targets = stagesOf(dockerfile).flatMap(([from]) => from?.value.match(/ AS (\w+)$/)?.[1] ?? []);
    for (const [name, { build }] of Object.entries(compose())) if (build) expect(targets, name).toContain(build.target);
    expect(service("postgres").volumes).toEqual(["database:/var/lib/postgresql/data"]);
    expect(service("cloud").volumes).toEqual(["cloud:/data"]);
  });
});
