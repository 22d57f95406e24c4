import { afterEach, describe, expect, it, vi } from "vitest";
import type { ModelConfig } from "../config.ts";
import { eventStream } from "../testing/provider.ts";
import { agentWith, expectHangUp, provider } from "../testing/provider-suite.ts";
import { answerOf, ask, client, runInput } from "../testing/start.ts";

describe("Bedrock", () => {
  const config: ModelConfig = { provider: "bedrock", id: "some.model-v1", region: "us-east-1" };
  const point = (url: string) => {
    vi.stubEnv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", url);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIATEST");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "s3cret");
  };
  afterEach(() => void vi.unstubAllEnvs());
  const start: [string, object] = ["messageStart", { role: "assistant" }];
  const end = (stopReason: string, input: number, output: number): [string, object][] => [
    ["messageStop", { stopReason }],
    [
      "metadata",
      { usage: { inputTokens: input, outputTokens: output, totalTokens: input + output }, metrics: { latencyMs: 1 } },
    ],
  ];

  it("streams, calls a tool and reports usage", async () => {
    const fake = await provider((call, res) => {
      const toolUse = { toolUseId: "t1", name: "calculate" };
      const tool: [string, object][] = [
        ["contentBlockStart", { contentBlockIndex: 0, start: { toolUse } }],
        ["contentBlockDelta", { contentBlockIndex: 0, delta: { toolUse: { input: '{"expression":"8*8"}' } } }],
        ["contentBlockStop", { contentBlockIndex: 0 }],
      ];
      const text: [string, object][] = [
        ...["Sixty", "-four."].map((each): [string, object] => [
          "contentBlockDelta",
          { contentBlockIndex: 0, delta: { text: each } },
        ]),
        ["contentBlockStop", { contentBlockIndex: 0 }],
      ];
      eventStream(
        res,
        call === 1 ? [start, ...tool, ...end("tool_use", 5, 6)] : [start, ...text, ...end("end_turn", 7, 8)],
      );
    }, "http2");
    point(fake.url);
    const { url } = await agentWith(config);
    const user = client(url);
    const events = await ask(user, "8*8?");
    expect(answerOf(user)).toBe("Sixty-four.");
    expect(events.filter((event) => event.type === "TEXT_MESSAGE_CONTENT")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({
      usage: [{ provider: "bedrock", model: "some.model-v1", inputTokens: 12, outputTokens: 14, totalTokens: 26 }],
    });
    expect(fake.seen[0]?.path).toBe("/model/some.model-v1/converse-stream");
  });

  it("keeps AWS's words to the log when access is denied", async () => {
    const fake = await provider((_, res) => {
      res.writeHead(403, { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" });
      res.end('{"message":"User: arn:aws:sts::123456789012:assumed-role/agent is not authorized"}');
    }, "http2");
    point(fake.url);
    const agent = await agentWith(config);
    const wire = await (await agent.post(runInput("hello"))).text();
    expect(wire).toContain('"code":"AGENT_FAILED"');
    expect(wire).not.toMatch(/arn:aws|AccessDenied/);
    expect(agent.log()).toContain("assumed-role/agent");
  });

  it("is hung up on when the run is stopped", async () => {
    const fake = await provider((_, res) => eventStream(res, [start], false), "http2");
    point(fake.url);
    await expectHangUp(await agentWith(config), fake);
  });
});
