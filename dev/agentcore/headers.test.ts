import pino from "pino";
import { describe, expect, test } from "vitest";
import { AGUI_ARN } from "./fixtures/harness.ts";
import { allowlistProblems, containerHeaders, isRestricted } from "./headers.ts";
import { startLocalAgentCore } from "./server.ts";

describe("restricted names", () => {
  test.each(
    `Accept Accept-Encoding Content-Type Content-Length Cache-Control ETag Pragma Connection Upgrade Host User-Agent Referer
     From Range TE Transfer-Encoding Cookie Set-Cookie Origin Access-Control-Allow-Origin X-Forwarded-For X-Real-IP
     Sec-WebSocket-Key Proxy-Authorization WWW-Authenticate X-Amz-Date X-Amzn-Trace-Id
     X-Amzn-Bedrock-AgentCore-Runtime-Session-Id`.split(/\s+/),
  )("%s may not be allowed", (name) => {
    expect(isRestricted(name)).toBe(true);
    expect(isRestricted(name.toUpperCase())).toBe(true);
  });

  test.each(["Authorization", "X-Api-Key", "X-Amzn-Bedrock-AgentCore-Runtime-Custom-Tenant", "traceparent"])(
    "%s may",
    (name) => expect(isRestricted(name)).toBe(false),
  );
});

describe("an allow-list", () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `X-H-${at}`);
  test.each<[string, string[], RegExp]>([
    ["21 headers", many(21), /at most 20/],
    ["a restricted one", ["Authorization", "Cookie"], /^Cookie is restricted/],
    ["one twice, whatever its case", ["X-A", "x-a"], /^x-a is listed twice/],
    ["no header name", ["X A"], /no header name/],
  ])("with %s is refused", (_name, names, problem) => {
    expect(allowlistProblems(names)).toEqual([expect.stringMatching(problem)]);
  });

  test("with 20 headers is fine", () => expect(allowlistProblems(many(20))).toEqual([]));

  test("that is refused stops the start", async () => {
    const runtime = { arn: AGUI_ARN, protocol: "agui", authorizer: {}, url: "http://127.0.0.1:1" } as const;
    const start = startLocalAgentCore({
      port: 0,
      issuer: "http://127.0.0.1:1/",
      runtimes: [{ ...runtime, requestHeaderAllowlist: ["Host"] }],
      log: pino({ level: "silent" }),
    });
    await expect(start).rejects.toThrow("Host is restricted");
  });
});

test("bytes are counted, not characters", () => {
  const own = { sessionId: "s", requestId: "r", workloadAccessToken: "w" };
  const select = (value: string) => containerHeaders({ "x-a": value }, ["X-A"], own).ok;
  expect([select("é".repeat(2048)), select("é".repeat(2049))]).toEqual([true, false]);
});
