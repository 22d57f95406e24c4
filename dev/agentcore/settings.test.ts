import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { LOCAL } from "../../lib/local-defaults.ts";
import { readSettings } from "./settings.ts";

const read = (env: Record<string, string>) => {
  const result = readSettings(env, "/repo");
  if (!result.ok) throw new Error(result.problems.join("; "));
  const [runtime] = result.settings.runtimes;
  if (!runtime) throw new Error("no runtime");
  return { ...result.settings, runtime };
};

test("with nothing set it runs our agent behind the local Auth0", () => {
  const { port, issuer, runtime, limits } = read({ PATH: "/bin", HOME: "/home/dev" });
  expect([port, issuer, limits]).toEqual([LOCAL.agentcorePort, LOCAL.auth0Issuer, {}]);
  expect(runtime).toMatchObject({
    arn: LOCAL.agentArn,
    protocol: "agui",
    authorizer: { allowedAudience: [LOCAL.audience], allowedClients: [LOCAL.clientId, LOCAL.deviceClientId] },
    requestHeaderAllowlist: ["Authorization"],
    env: { TMPDIR: tmpdir() },
  });
  if (!("command" in runtime)) throw new Error("no command");
  expect(runtime.command.slice(0, 2)).toEqual([process.execPath, "--import"]);
  expect(runtime.command[2]).toMatch(/^file:.*tsx/);
  expect(runtime.command[3]).toBe("/repo/agent/src/main.ts");
  expect(runtime.sessionStorageDir).toBe("/repo/.data/agentcore/session-storage");
});

test("our agent can be started from a bundle of it", () => {
  const { runtime } = read({ LOCAL_AGENTCORE_AGENT_FILE: "agent/bundle.mjs" });
  expect("command" in runtime && runtime.command).toEqual([process.execPath, "/repo/agent/bundle.mjs"]);
});

test("the agent is told of its model and nothing else", () => {
  const { runtime } = read({
    MODEL_PROVIDER: "openai",
    OPENAI_API_KEY: "k",
    ANTHROPIC_API_KEY: "a",
    AWS_REGION: "us-east-1",
    DEMO_PACE: "0",
    https_proxy: "http://p",
    HOME: "/home/dev",
    NEXTAUTH_SECRET: "s",
    AUTH0_CLIENT_SECRET: "s",
    DATABASE_URL: "postgres://s",
    MODELS: "no",
  });
  expect("env" in runtime && runtime.env).toEqual({
    TMPDIR: tmpdir(),
    MODEL_PROVIDER: "openai",
    OPENAI_API_KEY: "k",
    ANTHROPIC_API_KEY: "a",
    AWS_REGION: "us-east-1",
    DEMO_PACE: "0",
    https_proxy: "http://p",
  });
});

test("with Bedrock it finds the developer's AWS profiles", () => {
  const { runtime } = read({ MODEL_PROVIDER: "bedrock", AWS_PROFILE: "dev", HOME: "/home/dev" });
  expect("env" in runtime && runtime.env).toMatchObject({
    MODEL_PROVIDER: "bedrock",
    AWS_PROFILE: "dev",
    HOME: "/home/dev",
  });
});

test("a real tenant is asked for the audience only", () => {
  const { issuer, runtime } = read({ AUTH0_ISSUER: "https://acme.eu.auth0.com", AUTH0_AUDIENCE: "urn:acme" });
  expect(issuer).toBe("https://acme.eu.auth0.com/");
  expect(runtime.authorizer).toEqual({ allowedAudience: ["urn:acme"], allowedClients: [] });
});

test("times, storage and a running agent can be set", () => {
  const { runtime, limits } = read({
    LOCAL_AGENTCORE_AGENT_URL: "http://127.0.0.1:8080",
    LOCAL_AGENTCORE_PROTOCOL: "http",
    LOCAL_AGENTCORE_IDLE_SECONDS: "2.5",
    LOCAL_AGENTCORE_LIFETIME_SECONDS: "60",
    LOCAL_AGENTCORE_START_SECONDS: "5",
    LOCAL_AGENTCORE_STREAM_SECONDS: "10",
    LOCAL_AGENTCORE_SESSION_STORAGE: "1",
    DATA_DIR: "state",
  });
  expect(runtime).toMatchObject({
    url: "http://127.0.0.1:8080",
    protocol: "http",
    idleTimeoutSeconds: 2.5,
    maxLifetimeSeconds: 60,
    sessionStorageDir: "/repo/state/agentcore/session-storage",
  });
  expect("command" in runtime).toBe(false);
  expect(limits).toEqual({ startMs: 5000, streamMs: 10_000 });
});

test("session storage can be left out, or be elsewhere", () => {
  const { runtime } = read({
    LOCAL_AGENTCORE_SESSION_STORAGE: "0",
    SESSION_STORAGE: "s3://bucket/prefix",
    HOME: "/home/dev",
  });
  expect(runtime.sessionStorageDir).toBeUndefined();
  expect("env" in runtime && runtime.env).toMatchObject({ SESSION_STORAGE: "s3://bucket/prefix", HOME: "/home/dev" });
});

test("agents that are named: each with its own runtime, and a developer's with what their terminal has", () => {
  const result = readSettings(
    {
      LOCAL_AGENTCORE_AGENTS: JSON.stringify([
        { id: "mine", name: "Mine", protocol: "http", command: "python a.py", cwd: "/here" },
        { id: "one-port", name: "One port", command: "./b", port: 9000 },
        { id: "there", name: "There", url: "http://localhost:9001" },
        { id: "default", name: "Demo agent", demo: true },
      ]),
      HOME: "/home/dev",
      VIRTUAL_ENV: "/venv",
      OPENAI_API_KEY: "k",
      PORT: "3000",
      AUTH0_CLIENT_SECRET: "s",
      NEXTAUTH_SECRET: "s",
      TOKEN_KEYS: "s",
      DATABASE_URL: "postgres://s",
      npm_config_x: "s",
      LOCAL_AUTH0_PORT: "1",
    },
    "/repo",
  );
  if (!result.ok) throw new Error(result.problems.join("; "));
  const [mine, onePort, there, demo] = result.settings.runtimes;
  expect(mine).toMatchObject({ name: "Mine", protocol: "http", cwd: "/here", port: "detect" });
  expect(mine).toMatchObject({ command: ["/bin/sh", "-c", "python a.py"] });
  expect(mine && "env" in mine && mine.env).toEqual({
    PYTHONUNBUFFERED: "1",
    HOME: "/home/dev",
    VIRTUAL_ENV: "/venv",
    OPENAI_API_KEY: "k",
  });
  expect(onePort).toMatchObject({ port: 9000, arn: expect.stringContaining("runtime/one_port-") });
  expect(there).toMatchObject({ url: "http://localhost:9001", name: "There" });
  expect(demo).toMatchObject({ arn: LOCAL.agentArn, env: { OPENAI_API_KEY: "k" } });
  expect(demo?.name).toBeUndefined();
});

test("every bad variable is named at once; an empty one is unset", () => {
  const result = readSettings(
    { LOCAL_AGENTCORE_PORT: "x", AUTH0_ISSUER: "no", LOCAL_AGENTCORE_IDLE_SECONDS: "" },
    "/r",
  );
  expect(result.ok ? [] : result.problems).toEqual([
    expect.stringMatching(/^LOCAL_AGENTCORE_PORT: /),
    expect.stringMatching(/^AUTH0_ISSUER: /),
  ]);
});
