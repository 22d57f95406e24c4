import { describe, expect, it } from "vitest";
import type { ModelConfig } from "../config.ts";
import { sse } from "../testing/provider.ts";
import { agentWith, expectHangUp, provider } from "../testing/provider-suite.ts";
import { answerOf, ask, client } from "../testing/start.ts";

describe("Anthropic", () => {
  const config = (url: string): ModelConfig => ({ provider: "anthropic", id: "claude-x", apiKey: "a-1", baseUrl: url });
  const event = (type: string, rest: object = {}) => ({ event: type, data: { type, ...rest } });
  const begin = event("message_start", {
    message: {
      id: "m",
      type: "message",
      role: "assistant",
      model: "claude-x",
      content: [],
      stop_reason: null,
      usage: { input_tokens: 11, output_tokens: 1 },
    },
  });
  const end = (reason: string, output: number) => [
    event("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: output } }),
    event("message_stop"),
  ];
  const block = (content: object, ...deltas: object[]) => [
    event("content_block_start", { index: 0, content_block: content }),
    ...deltas.map((delta) => event("content_block_delta", { index: 0, delta })),
    event("content_block_stop", { index: 0 }),
  ];

  it("streams, calls a tool and reports usage", async () => {
    const fake = await provider((call, res) => {
      const tool = block(
        { type: "tool_use", id: "t1", name: "calculate", input: {} },
        { type: "input_json_delta", partial_json: '{"expression":"9-2"}' },
      );
      const text = block(
        { type: "text", text: "" },
        { type: "text_delta", text: "Se" },
        { type: "text_delta", text: "ven." },
      );
      sse(res, call === 1 ? [begin, ...tool, ...end("tool_use", 8)] : [begin, ...text, ...end("end_turn", 3)]);
    });
    const { url } = await agentWith(config(fake.url));
    const user = client(url);
    const events = await ask(user, "9-2?");
    expect(answerOf(user)).toBe("Seven.");
    expect(events.at(-1)).toMatchObject({
      usage: [{ provider: "anthropic", model: "claude-x", inputTokens: 22, outputTokens: 11 }],
    });
    expect(fake.seen[0]).toMatchObject({ authorization: "a-1", body: { stream: true, model: "claude-x" } });
  });

  it("is hung up on when the run is stopped, though its library is given no signal", async () => {
    const fake = await provider((_, res) => sse(res, [begin], false));
    await expectHangUp(await agentWith(config(fake.url)), fake);
  });
});
