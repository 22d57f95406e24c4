import { describe, expect, it } from "vitest";
import { describeProblems, readConfig } from "./config.ts";

const ok = (env: Record<string, string>) => {
  const read = readConfig(env);
  if (!read.ok) throw new Error(describeProblems(read.problems));
  return read.config;
};
const problems = (env: Record<string, string>) => {
  const read = readConfig(env);
  return read.ok ? [] : read.problems.map((p) => p.name);
};

describe("readConfig", () => {
  it("is complete with nothing set: the demo model on 8080", () => {
    expect(ok({})).toEqual({
      host: "0.0.0.0",
      port: 8080,
      logLevel: "info",
      drainMs: 8000,
      model: { provider: "demo", id: "demo", pace: 1 },
    });
  });

  it.each([
    [
      { MODEL_PROVIDER: "bedrock", AWS_REGION: "ap-northeast-1", MODEL_ID: "jp.x" },
      { region: "ap-northeast-1", id: "jp.x" },
    ],
    [{ MODEL_PROVIDER: "bedrock", AWS_DEFAULT_REGION: "eu-west-3" }, { region: "eu-west-3" }],
    [{ MODEL_PROVIDER: "bedrock", AWS_REGION: "us-gov-west-1" }, { region: "us-gov-west-1" }],
    [
      { MODEL_PROVIDER: "openai", OPENAI_BASE_URL: "http://localhost:11434/v1", MODEL_ID: "qwen3" },
      { id: "qwen3", baseUrl: "http://localhost:11434/v1", apiKey: "not-needed" },
    ],
    [{ MODEL_PROVIDER: "openai", OPENAI_API_KEY: "k", MODEL_ID: "m" }, { apiKey: "k" }],
    [{ MODEL_PROVIDER: "anthropic", ANTHROPIC_API_KEY: "k" }, { apiKey: "k" }],
    [
      { DEMO_PACE: "0.25", MODEL_ID: "demo-2" },
      { pace: 0.25, id: "demo-2" },
    ],
  ])("reads %j", (env, model) => {
    expect(ok(env as Record<string, string>).model).toMatchObject(model);
  });

  it("treats a variable set to nothing as not set", () => {
    expect(ok({ PORT: "", MODEL_PROVIDER: "  " }).port).toBe(8080);
  });

  it.each(["/mnt/sessions", "s3://my-bucket", "s3://my-bucket/", "s3://my-bucket/some/prefix"])(
    "takes %s for a session storage",
    (SESSION_STORAGE) => {
      const config = ok({ SESSION_STORAGE, AWS_DEFAULT_REGION: "eu-west-3" });
      expect(config).toMatchObject({ sessionStorage: SESSION_STORAGE, region: "eu-west-3" });
    },
  );

  it("names every problem at once", () => {
    expect(problems({ PORT: "http", LOG_LEVEL: "loud", MODEL_PROVIDER: "gpt", DEMO_PACE: "-1" }).sort()).toEqual([
      "DEMO_PACE",
      "LOG_LEVEL",
      "MODEL_PROVIDER",
      "PORT",
    ]);
    expect(problems({ PORT: "http", MODEL_PROVIDER: "openai" }).sort()).toEqual(["MODEL_ID", "OPENAI_API_KEY", "PORT"]);
  });

  it.each([
    [{ PORT: "70000" }, ["PORT"]],
    [{ PORT: "-1" }, ["PORT"]],
    [{ MODEL_PROVIDER: "bedrock" }, ["AWS_REGION"]],
    [{ MODEL_PROVIDER: "bedrock", AWS_REGION: "Tokyo" }, ["AWS_REGION"]],
    [{ MODEL_PROVIDER: "openai" }, ["MODEL_ID", "OPENAI_API_KEY"]],
    [{ MODEL_PROVIDER: "openai", MODEL_ID: "m", OPENAI_BASE_URL: "localhost:11434" }, ["OPENAI_BASE_URL"]],
    [{ MODEL_PROVIDER: "anthropic" }, ["ANTHROPIC_API_KEY"]],
    [{ SESSION_STORAGE: "sessions" }, ["SESSION_STORAGE"]],
    [{ SESSION_STORAGE: "s3://", AWS_REGION: "eu-west-3" }, ["SESSION_STORAGE"]],
    [{ SESSION_STORAGE: "s3://bucket/prefix" }, ["AWS_REGION"]],
    [{ SESSION_STORAGE: "s3://bucket", MODEL_PROVIDER: "anthropic" }, ["ANTHROPIC_API_KEY", "AWS_REGION"]],
    [{ SESSION_STORAGE: "s3://bucket", MODEL_PROVIDER: "bedrock" }, ["AWS_REGION"]],
    [{ DEMO_OAUTH_URL: "javascript:alert(1)" }, ["DEMO_OAUTH_URL"]],
  ])("refuses %j", (env, names) => {
    expect(problems(env as Record<string, string>).sort()).toEqual(names);
  });

  it("describes a problem with its name and an example, and never repeats a value", () => {
    const read = readConfig({ MODEL_PROVIDER: "sk-secret-key", PORT: "x" });
    const text = read.ok ? "" : describeProblems(read.problems);
    expect(text).toContain("MODEL_PROVIDER must be demo, bedrock, openai or anthropic. Example: MODEL_PROVIDER=demo");
    expect(text).toContain("PORT");
    expect(text).not.toContain("sk-secret-key");
  });
});
