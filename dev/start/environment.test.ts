import { describe, expect, test } from "vitest";
import { agentListSchema } from "../../lib/agentcore/agent-entry.ts";
import { loadConfig } from "../../lib/config/load.ts";
import { LOCAL } from "../../lib/local-defaults.ts";
import { localAgents, planStack } from "./environment.ts";

const plan = (set: Record<string, string>, ports = {}) => {
  const result = planStack(set, ports);
  if (!result.ok) throw new Error(result.problems.join("; "));
  return result.plan;
};

test("with nothing set everything runs on the usual ports", () => {
  const { ports, auth0, agentcore, env } = plan({ PATH: "/bin" });
  expect(ports).toEqual({ site: 3000, auth0: 4010, agentcore: 4020 });
  expect([auth0, agentcore]).toEqual([true, true]);
  expect(env).toEqual({
    PATH: "/bin",
    PORT: "3000",
    LOCAL_AUTH0_PORT: "4010",
    LOCAL_AGENTCORE_PORT: "4020",
    NEXTAUTH_URL: "http://localhost:3000",
    SITE_ORIGINS: "http://localhost:3000",
    AUTH0_ISSUER: "http://localhost:4010/",
    AUTH0_CLIENT_ID: LOCAL.clientId,
    AUTH0_CLIENT_SECRET: LOCAL.clientSecret,
    AUTH0_AUDIENCE: LOCAL.audience,
    AGENTS: localAgents("http://localhost:4020"),
    DATA_DIR: ".data",
  });
});

test("changed ports are told to every part that needs to know", () => {
  const byName = plan({ PORT: "3100", LOCAL_AUTH0_PORT: "4110", LOCAL_AGENTCORE_PORT: "4120" });
  const byArgument = plan({ PORT: "9" }, { site: 3100, auth0: 4110, agentcore: 4120 });
  expect(byArgument).toEqual(byName);
  expect(byName.env).toMatchObject({
    PORT: "3100",
    NEXTAUTH_URL: "http://localhost:3100",
    SITE_ORIGINS: "http://localhost:3100",
    AUTH0_ISSUER: "http://localhost:4110/",
  });
  expect(byName.env.AGENTS).toContain("http://localhost:4120/runtimes/arn%3Aaws%3A");
});

describe("what the person set wins", () => {
  test("a tenant of theirs: no local Auth0, and nothing of its group is filled in", () => {
    const { auth0, agentcore, issuer, env } = plan({
      AUTH0_ISSUER: "https://acme.eu.auth0.com/",
      AUTH0_CLIENT_ID: "x",
    });
    expect([auth0, agentcore, issuer]).toEqual([false, true, "https://acme.eu.auth0.com/"]);
    expect(env.AUTH0_CLIENT_ID).toBe("x");
    expect(env).not.toHaveProperty("AUTH0_CLIENT_SECRET");
    expect(env).not.toHaveProperty("AUTH0_AUDIENCE");
  });

  test.each(["http://localhost:4010/", "http://localhost:4010"])(
    "the local tenant written out (%s) stays local",
    (issuer) => {
      const { auth0, env } = plan({ AUTH0_ISSUER: issuer });
      expect([auth0, env.AUTH0_ISSUER, env.AUTH0_CLIENT_SECRET]).toEqual([true, issuer, LOCAL.clientSecret]);
    },
  );

  test.each([
    ["AGENTS", "[]"],
    ["AGENTS", '[{"id":"a","name":"A","url":"https://agents.example/invocations"}]'],
    ["BEDROCK_AGENTCORE_RUNTIME_ARN", LOCAL.agentArn],
  ])("agents of theirs (%s): no local AgentCore", (name, value) => {
    const { agentcore, env } = plan({ [name]: value });
    expect(agentcore).toBe(false);
    expect(env.AGENTS).toBe(name === "AGENTS" ? value : undefined);
  });

  test("but agents of theirs that run in the local AgentCore need it", () => {
    const AGENTS = localAgents("http://localhost:4020");
    expect(plan({ AGENTS })).toMatchObject({ agentcore: true, env: { AGENTS } });
    expect(plan({ AGENTS, LOCAL_AGENTCORE_PORT: "4021" }).agentcore).toBe(false);
  });

  test("any other variable", () => {
    const { env, siteUrl } = plan({ NEXTAUTH_URL: "https://chat.test", DATA_DIR: "/d", AUTH0_AUDIENCE: "urn:mine" });
    expect([siteUrl, env.SITE_ORIGINS, env.DATA_DIR, env.AUTH0_AUDIENCE]).toEqual([
      "https://chat.test",
      "https://chat.test",
      "/d",
      "urn:mine",
    ]);
  });

  test("but an empty variable is unset", () => {
    expect(plan({ AUTH0_ISSUER: "", AGENTS: " ", DATA_DIR: "", PORT: "" })).toEqual(plan({}));
  });
});

test.each([
  [{ PORT: "abc" }, "PORT"],
  [{ LOCAL_AUTH0_PORT: "70000" }, "LOCAL_AUTH0_PORT"],
  [{ LOCAL_AGENTCORE_PORT: "1.5" }, "LOCAL_AGENTCORE_PORT"],
  [{ NEXTAUTH_URL: "chat" }, "NEXTAUTH_URL"],
])("%o is named as the problem", (set, name) => {
  const result = planStack(set);
  expect(result.ok ? [] : result.problems).toEqual([expect.stringMatching(new RegExp(`^${name} is `))]);
});

describe("agents of the developer", () => {
  const AGENTS = JSON.stringify([
    { id: "mine", name: "Mine", protocol: "http", input: "input.prompt", command: "python a.py", cwd: "/here" },
    { id: "2nd-one", name: "Second", url: "http://localhost:9000" },
    { id: "default", name: "Demo agent", demo: true },
  ]);

  test("stand in the registry as the site wants them, each at its runtime", () => {
    const { agentcore, agents, env } = plan({ LOCAL_AGENTCORE_AGENTS: AGENTS });
    expect([agentcore, agents.map(({ id }) => id)]).toEqual([true, ["mine", "2nd-one", "default"]]);
    const entries = agentListSchema.parse(JSON.parse(env.AGENTS ?? ""));
    expect(entries).toMatchObject([
      { id: "mine", name: "Mine", protocol: "http", http: { input: "input.prompt" }, stop: "session" },
      { id: "2nd-one", name: "Second", protocol: "agui", stop: "session" },
      { id: "default", protocol: "agui", stop: "command" },
    ]);
    const runtimes = entries.map(({ url }) => /runtime\/(\w+)-/.exec(decodeURIComponent(url ?? ""))?.[1]);
    expect(runtimes).toEqual(["mine", "agent_2nd_one", "demo_agent"]);
    // What the site would find in a .env file is not to come back.
    expect(env.BEDROCK_AGENTCORE_RUNTIME_ARN).toBe("");
  });

  test("do not count when the site has agents elsewhere", () => {
    expect(plan({ LOCAL_AGENTCORE_AGENTS: AGENTS, AGENTS: "[]" })).toMatchObject({ agentcore: false, agents: [] });
  });

  test.each([
    ["[{", "is not valid JSON"],
    ["[]", "needs at least one agent"],
    ['[{"id":"a","name":"A"}]', "needs one of demo, command and url"],
    ['[{"id":"a","name":"A","demo":true,"url":"http://x"}]', "needs one of demo, command and url"],
    ['[{"id":"A B","name":"A","demo":true}]', "0.id must be 1–63"],
    ['[{"id":"a","name":"A","demo":true},{"id":"a","name":"B","demo":true}]', "has an id twice"],
  ])("%s is named as the problem", (text, why) => {
    const result = planStack({ LOCAL_AGENTCORE_AGENTS: text });
    expect(result.ok ? [] : result.problems).toEqual([expect.stringMatching(/^LOCAL_AGENTCORE_AGENTS is wrong: /)]);
    expect(result.ok ? "" : result.problems[0]).toContain(why);
  });
});

test("an agent of the HTTP protocol that runs already is one for the site too", () => {
  const { env } = plan({ LOCAL_AGENTCORE_PROTOCOL: "http", LOCAL_AGENTCORE_AGENT_URL: "http://localhost:8080" });
  expect(agentListSchema.parse(JSON.parse(env.AGENTS ?? ""))).toMatchObject([{ protocol: "http", stop: "session" }]);
});

describe("the site accepts it", () => {
  test("the agents", () => {
    expect(agentListSchema.parse(JSON.parse(localAgents("http://localhost:4020")))).toMatchObject([
      { id: "default", protocol: "agui", stop: "command" },
    ]);
  });

  test("the whole environment, in production too once it has its secrets", () => {
    const secret = "x".repeat(43);
    const { env } = plan({}, { site: 3100, auth0: 4110, agentcore: 4120 });
    const secrets = { NEXTAUTH_SECRET: secret, TOKEN_KEYS: "a".repeat(64), SESSION_ID_KEY: "b".repeat(64) };
    const result = loadConfig(
      { ...env, ...secrets, ALLOW_EMBEDDED_DB: "1", NODE_ENV: "production" } as NodeJS.ProcessEnv,
      () => {
        throw new Error("production makes up no secrets");
      },
    );
    expect(result).toMatchObject({
      ok: true,
      config: { siteUrl: "http://localhost:3100", auth0: { issuer: "http://localhost:4110/" } },
    });
  });
});
