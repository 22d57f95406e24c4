import { describe, expect, it } from "vitest";
import vercel from "../../vercel.json";
import { loadConfig } from "./load";

const KEY = Buffer.alloc(32, 7).toString("base64");
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
  BEDROCK_AGENTCORE_RUNTIME_ARN: "arn:aws:bedrock-agentcore:eu-central-1:123456789012:runtime/helper-AbC123",
  DATABASE_URL: "postgres://user@host/db",
};

const load = (env: Record<string, string | undefined>) =>
  loadConfig({ ...PRODUCTION, ...env } as unknown as NodeJS.ProcessEnv, () => {
    throw new Error("development secrets were asked for");
  });
const config = (env: Record<string, string | undefined>) => {
  const result = load(env);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
};
const problems = (env: Record<string, string | undefined>) => {
  const result = load(env);
  return result.ok ? [] : result.problems.map(({ name, problem }) => `${name} ${problem}`);
};

describe("on Vercel", () => {
  const VERCEL = { VERCEL: "1", VERCEL_ENV: "production" };
  const seconds = vercel.functions["app/api/**"].maxDuration;

  it("a run ends before the request does, and one proxy is believed, if nobody says otherwise", () => {
    expect(config(VERCEL)).toMatchObject({
      runMaxMs: (seconds - 15) * 1000,
      trustProxy: 1,
      streamMode: "sse",
      holdRequests: false,
    });
    expect(config({ ...VERCEL, RUN_MAX_MS: "60000", TRUST_PROXY: "2" })).toMatchObject({
      runMaxMs: 60_000,
      trustProxy: 2,
    });
  });

  it("a longer run than a request may take is refused, with where that is decided", () => {
    expect(problems({ ...VERCEL, RUN_MAX_MS: "285001" })).toEqual([
      "RUN_MAX_MS must be at most 285000 on Vercel, which ends a request after 300 s (decided by maxDuration in vercel.json)",
    ]);
    expect(problems({ ...VERCEL, RUN_MAX_MS: "285000" })).toEqual([]);
  });

  it.each([
    ["production", { VERCEL_ENV: "production" }, "https://chat-example.vercel.app"],
    ["a preview", { VERCEL_ENV: "preview" }, "https://chat-git-feature-example.vercel.app"],
    [
      "production with an address of its own",
      { VERCEL_ENV: "production", NEXTAUTH_URL: "https://a.example.com" },
      "https://a.example.com",
    ],
    ["a preview with one", { VERCEL_ENV: "preview", NEXTAUTH_URL: "https://p.example.com" }, "https://p.example.com"],
  ])("the public address is that of %s", (_, env, siteUrl) => {
    const addresses = {
      NEXTAUTH_URL: undefined,
      VERCEL_URL: "chat-abc123.vercel.app",
      VERCEL_BRANCH_URL: "chat-git-feature-example.vercel.app",
      VERCEL_PROJECT_PRODUCTION_URL: "chat-example.vercel.app",
    };
    expect(config({ ...VERCEL, ...addresses, ...env }).siteUrl).toBe(siteUrl);
  });

  it("where system variables are not shown, the address is missing and said to be", () => {
    expect(problems({ ...VERCEL, NEXTAUTH_URL: undefined })).toEqual(["NEXTAUTH_URL is not set"]);
  });
});

describe("on classic Amplify Hosting", () => {
  const seen = { AWS_APP_ID: "d123" };

  it.each([
    ["by what amplify.yml writes", { ...seen, STREAM_MODE: "poll" }],
    ["without the mode", seen],
    ["by its Lambda", { AWS_LAMBDA_FUNCTION_NAME: "f", STREAM_MODE: "poll" }],
  ])("runs end within the 30 s of a request, which stays open until then: known %s", (_, env) => {
    expect(config(env)).toMatchObject({ streamMode: "poll", runMaxMs: 25_000, holdRequests: true, trustProxy: 1 });
    expect(config({ ...env, RUN_MAX_MS: "9000" })).toMatchObject({ runMaxMs: 9_000, holdRequests: true });
    expect(problems({ ...env, RUN_MAX_MS: "25001" })).toEqual([
      "RUN_MAX_MS must be at most 25000 on Amplify Hosting, which ends a request after 30 s (decided by Amplify Hosting itself)",
    ]);
  });

  it("a site that polls elsewhere holds its requests only if its runs are as short", () => {
    expect(config({ STREAM_MODE: "poll" })).toMatchObject({ runMaxMs: 3_300_000, holdRequests: false, trustProxy: 0 });
    expect(config({ STREAM_MODE: "poll", RUN_MAX_MS: "25000" })).toMatchObject({ holdRequests: true });
    expect(config({ STREAM_MODE: "sse", RUN_MAX_MS: "25000" })).toMatchObject({ holdRequests: false });
  });
});

it("on a Lambda that streams, a run ends before the longest request of one", () => {
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: "f" };
  expect(config(lambda)).toMatchObject({ runMaxMs: 885_000, streamMode: "sse", holdRequests: false, trustProxy: 1 });
  expect(problems({ ...lambda, RUN_MAX_MS: "900000" })[0]).toMatch(/^RUN_MAX_MS must be at most 885000 on AWS Lambda/);
});

it("in a container nothing is changed", () => {
  expect(config({})).toMatchObject({ runMaxMs: 3_300_000, trustProxy: 0, streamMode: "sse", holdRequests: false });
});
