import { describe, expect, it } from "vitest";
import { formatProblems, loadConfig } from "./load";
import type { LocalSecrets } from "./local-secrets";

const KEY = Buffer.alloc(32, 7).toString("base64");
const secrets = (): LocalSecrets => ({ nextAuthSecret: "s".repeat(43), tokenKey: KEY, sessionIdKey: KEY });
const noSecrets = (): LocalSecrets => {
  throw new Error("development secrets were asked for");
};
const ARN = "arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/helper-AbC123";
const PRODUCTION = {
  NODE_ENV: "production",
  NEXTAUTH_URL: "https://chat.example.com",
  NEXTAUTH_SECRET: "x".repeat(32),
  AUTH0_ISSUER: "https://tenant.eu.auth0.com",
  AUTH0_CLIENT_ID: "id",
  AUTH0_CLIENT_SECRET: "secret",
  AUTH0_AUDIENCE: "urn:example:api",
  TOKEN_KEYS: KEY,
  SESSION_ID_KEY: KEY,
  BEDROCK_AGENTCORE_RUNTIME_ARN: ARN,
  DATABASE_URL: "postgres://user@host/db",
} as const;

const load = (env: Record<string, string | undefined>, make = noSecrets) => loadConfig(env as NodeJS.ProcessEnv, make);
const problemsOf = (env: Record<string, string | undefined>) => {
  const result = load(env);
  return result.ok ? [] : result.problems.map((problem) => problem.name);
};

describe("loadConfig", () => {
  it("is complete with nothing set outside production, and says what is local", () => {
    const result = load({ NODE_ENV: "development" }, secrets);
    expect(result.ok && result.config.auth0.issuer).toBe("http://localhost:4010/");
    expect(result.ok && result.config.localDefaults).toContain("AUTH0_ISSUER");
    expect(result.ok && result.config.agents[0]?.id).toBe("default");
  });

  it("takes the release from the environment, else from the build, and refuses one that is no header", () => {
    const releaseOf = (RELEASE?: string) => {
      const result = load({ ...PRODUCTION, RELEASE });
      return result.ok ? result.config.release : result.problems.map(({ name }) => name);
    };
    expect([releaseOf(" v1.4.0 "), releaseOf(""), releaseOf()]).toEqual(["v1.4.0", "unbuilt", "unbuilt"]);
    expect(releaseOf("v1\r\nset-cookie: x")).toEqual(["RELEASE"]);
  });

  it("never falls back to the local cloud in production: every missing variable is named at once", () => {
    expect(new Set(problemsOf({ NODE_ENV: "production" }))).toEqual(
      new Set([
        "NEXTAUTH_URL",
        "NEXTAUTH_SECRET",
        "AUTH0_ISSUER",
        "AUTH0_CLIENT_ID",
        "AUTH0_CLIENT_SECRET",
        "AUTH0_AUDIENCE",
        "TOKEN_KEYS",
        "SESSION_ID_KEY",
        "BEDROCK_AGENTCORE_RUNTIME_ARN",
        "DATABASE_URL",
      ]),
    );
  });

  it.each(["staging", "", undefined])("takes NODE_ENV=%s for production", (NODE_ENV) => {
    expect(load({ NODE_ENV }).ok).toBe(false);
  });

  it("does not mix a real tenant with the local one's client", () => {
    const result = load({ NODE_ENV: "development", AUTH0_ISSUER: "https://tenant.auth0.com/" }, secrets);
    const names = result.ok ? [] : result.problems.map((problem) => problem.name);
    expect(new Set(names)).toEqual(new Set(["AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_AUDIENCE"]));
  });

  it("takes a complete production environment and ends the issuer in a slash, as Auth0 does", () => {
    const result = load(PRODUCTION);
    if (!result.ok) throw new Error(formatProblems(result.problems));
    expect(result.config.auth0.issuer).toBe("https://tenant.eu.auth0.com/");
    expect(result.config.secureCookies).toBe(true);
    expect(result.config.localDefaults).toEqual([]);
    expect(result.config.agents).toMatchObject([{ id: "default", arn: ARN, qualifier: "DEFAULT", stop: "session" }]);
  });

  it.each([
    ["NEXTAUTH_URL", "http://chat.example.com"],
    ["NEXTAUTH_URL", "https://chat.example.com/sub"],
    ["NEXTAUTH_URL", "chat.example.com"],
    ["NEXTAUTH_SECRET", "short"],
    ["AUTH0_ISSUER", "http://tenant.auth0.com/"],
    ["TOKEN_KEYS", "abc"],
    ["TOKEN_KEYS", `${KEY},nonsense`],
    ["SESSION_ID_KEY", KEY.slice(4)],
    ["DATABASE_URL", "mysql://host/db"],
    ["BEDROCK_AGENTCORE_RUNTIME_ARN", "arn:aws:lambda:us-east-1:123456789012:function:x"],
    ["ALLOWED_EMAIL_DOMAINS", "not a domain"],
    ["AGENT_SILENCE_MS", "300001"],
    ["RUN_MAX_MS", "soon"],
    ["LOG_LEVEL", "loud"],
  ])("refuses %s=%s and names it", (name, value) => {
    expect(problemsOf({ ...PRODUCTION, [name]: value })).toContain(name);
  });

  it.each(["VERCEL", "AWS_LAMBDA_FUNCTION_NAME"])(
    "refuses the embedded database on %s, whatever is allowed",
    (host) => {
      expect(problemsOf({ ...PRODUCTION, DATABASE_URL: undefined, ALLOW_EMBEDDED_DB: "1", [host]: "1" })).toEqual([
        "DATABASE_URL",
      ]);
    },
  );

  it("allows the embedded database in production only knowingly", () => {
    expect(problemsOf({ ...PRODUCTION, DATABASE_URL: undefined })).toEqual(["DATABASE_URL"]);
    expect(problemsOf({ ...PRODUCTION, DATABASE_URL: undefined, ALLOW_EMBEDDED_DB: "1" })).toEqual([]);
  });

  it("names index and field of everything that is wrong with the agents, all at once", () => {
    const AGENTS = JSON.stringify([
      { id: "a", name: "A", arn: ARN },
      { id: "B!", name: "B", arn: ARN },
      { id: "c", name: "C", url: "http://elsewhere.example/invocations" },
      { id: "d", name: "D" },
      { id: "e", name: "E", arn: ARN, colour: "red" },
      { id: "a", name: "again", arn: ARN },
      { id: "F!", name: "", arn: ARN, url: "https://x.example/invocations", http: { input: "prompt" } },
      {
        id: "g",
        name: { en: "G" },
        arn: "arn:aws:lambda:us-east-1:123456789012:function:x",
        allow: { claim: "r", anyOf: [] },
      },
      "not an agent",
      null,
    ]);
    const result = load({ ...PRODUCTION, BEDROCK_AGENTCORE_RUNTIME_ARN: undefined, AGENTS });
    const text = result.ok ? "" : formatProblems(result.problems);
    const at = text.match(/AGENTS\S*:/g);
    expect(new Set(at)).toEqual(
      new Set(
        "[1].id [2].url [3].arn [4] [5].id [6].id [6].name [6].arn [6].http [7].name [7].arn [7].allow.anyOf [8] [9]"
          .split(" ")
          .map((place) => `AGENTS${place}:`),
      ),
    );
    expect(text).toContain("AGENTS[1].id: must be 1–63 of a–z, 0–9, - and _");
    expect(text).toContain("AGENTS[3].arn: needs either arn or url, and not both");
    expect(text).toMatch(/AGENTS\[4\]:.*colour/);
    expect(text).toContain('AGENTS[5].id: "a" is used twice');
    expect(text.match(/example: \[/g)).toHaveLength(1);
  });

  it("says where JSON breaks off, and repeats nothing of it", () => {
    const one = { ...PRODUCTION, BEDROCK_AGENTCORE_RUNTIME_ARN: undefined };
    const result = load({ ...one, AGENTS: '[{"id": "sensitive",\n  "name": A}]' });
    const text = result.ok ? "" : formatProblems(result.problems);
    expect(text).toContain("AGENTS is not valid JSON: look at line 2, column 11");
    expect(text).not.toContain("sensitive");
  });

  it("refuses one ARN and a list together, broken JSON, and an id used twice", () => {
    const twice = JSON.stringify([
      { id: "a", name: "A", arn: ARN },
      { id: "a", name: "B", arn: ARN },
    ]);
    const one = { ...PRODUCTION, BEDROCK_AGENTCORE_RUNTIME_ARN: undefined };
    expect(
      problemsOf({ ...PRODUCTION, AGENTS: '[{"id":"a","name":"A","url":"https://x.example/invocations"}]' }),
    ).toEqual(["AGENTS"]);
    expect(problemsOf({ ...one, AGENTS: "[{" })).toEqual(["AGENTS"]);
    expect(problemsOf({ ...one, AGENTS: twice })).toEqual(["AGENTS"]);
  });

  it("treats an empty variable as unset, and prints name, problem and example of each", () => {
    const result = load({ ...PRODUCTION, NEXTAUTH_SECRET: "  " });
    const text = result.ok ? "" : formatProblems(result.problems);
    expect(text).toContain("NEXTAUTH_SECRET is not set");
    expect(text).toContain("openssl rand -base64 32");
  });

  it("never repeats a secret's value in a problem", () => {
    const result = load({ ...PRODUCTION, TOKEN_KEYS: "sensitive-key-material", NEXTAUTH_SECRET: "tooshort-sensitive" });
    const text = result.ok ? "sensitive" : formatProblems(result.problems);
    expect(text).not.toContain("sensitive");
  });
});
