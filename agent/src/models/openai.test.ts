import { describe, expect, it } from "vitest";
import type { ModelConfig } from "../config.ts";
import { sse } from "../testing/provider.ts";
import { agentWith, expectHangUp, provider } from "../testing/provider-suite.ts";
import { answerOf, ask, client, runInput } from "../testing/start.ts";

const chunk = (delta: object, finish: string | null = null) => ({
  data: { id: "x", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] },
});
const done = (prompt: number, completion: number) => [
  {
    data: {
      id: "x",
      object: "chat.completion.chunk",
      choices: [],
      usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
    },
  },
  { data: "[DONE]" },
];

describe("an OpenAI-compatible server", () => {
  const config = (url: string): ModelConfig => ({
    provider: "openai",
    id: "local-model",
    apiKey: "k-1",
    baseUrl: `${url}/v1`,
  });

  it("streams, calls a tool, gets its result in the shape it wants, and reports usage", async () => {
    const fake = await provider((call, res) => {
      if (call === 1) {
        const start = { index: 0, id: "c1", type: "function", function: { name: "calculate", arguments: "" } };
        const args = ['{"expression":', '"6*7"}'].map((text) =>
          chunk({ tool_calls: [{ index: 0, function: { arguments: text } }] }),
        );
        sse(res, [chunk({ role: "assistant", tool_calls: [start] }), ...args, chunk({}, "tool_calls"), ...done(10, 5)]);
      } else
        sse(res, [
          chunk({ role: "assistant", content: "It is " }),
          chunk({ content: "42." }),
          chunk({}, "stop"),
          ...done(20, 4),
        ]);
    });
    const { url } = await agentWith(config(fake.url));
    const user = client(url);
    const events = await ask(user, "what is 6*7?");
    expect(answerOf(user)).toBe("It is 42.");
    expect(events.filter((event) => event.type === "TEXT_MESSAGE_CONTENT")).toHaveLength(2);
    const model = { provider: "openai", model: "local-model" };
    expect(events.at(-1)).toMatchObject({ usage: [{ ...model, inputTokens: 30, outputTokens: 9, totalTokens: 39 }] });
    expect(events.find((event) => event.type === "TEXT_MESSAGE_START")).toMatchObject({
      metadata: { model: { provider: "openai", id: "local-model" } },
    });
    expect(fake.seen[0]).toMatchObject({
      path: "/v1/chat/completions",
      authorization: "Bearer k-1",
      body: { stream: true },
    });
    const messages = fake.seen[1]?.body.messages as { role: string; content: string }[];
    expect(messages.map((m) => m.role)).toEqual(["system", "user", "assistant", "tool"]);
    expect(messages.at(-1)?.content).toContain("42");
  });

  it("makes both calls of a pair, and on the next turn each is followed by its result, as the API requires", async () => {
    const fake = await provider((call, res) => {
      const calls = ["c1", "c2"].map((id, index) => ({
        index,
        id,
        type: "function",
        function: { name: "list_tasks", arguments: "{}" },
      }));
      const chunks = calls.map((each) => chunk({ role: "assistant", tool_calls: [each] }));
      if (call === 1) sse(res, [...chunks, chunk({}, "tool_calls"), ...done(1, 1)]);
      else sse(res, [chunk({ role: "assistant", content: "ok" }), chunk({}, "stop"), ...done(1, 1)]);
    });
    const { url } = await agentWith(config(fake.url));
    const user = client(url);
    await ask(user, "both");
    await ask(user, "again");
    const messages = fake.seen.at(-1)?.body.messages as {
      role: string;
      tool_calls?: { id: string }[];
      tool_call_id?: string;
    }[];
    const made = messages.flatMap((m) => m.tool_calls?.map((each) => each.id) ?? []);
    expect(made).toEqual(["c1", "c2"]);
    for (const [at, { tool_calls: calls = [] }] of messages.entries()) {
      const next = messages.slice(at + 1, at + 1 + calls.length).map((m) => m.tool_call_id);
      expect(next.sort()).toEqual(calls.map((each) => each.id).sort());
    }
    expect(messages.at(-1)).toEqual({ role: "user", content: [{ type: "text", text: "again" }] });
  });

  it("keeps the provider's words to the log when it fails", async () => {
    const fake = await provider((_, res) => {
      res.writeHead(401, { "content-type": "application/json" });
      res.end(JSON.stringify({ error: { message: "Incorrect API key provided: k-1", type: "invalid_request_error" } }));
    });
    const agent = await agentWith(config(fake.url));
    const wire = await (await agent.post(runInput("hello"))).text();
    expect(wire).toContain('"code":"AGENT_FAILED"');
    expect(wire).not.toMatch(/Incorrect|k-1/);
    expect(agent.log()).toContain("Incorrect API key");
  });

  it("is hung up on when the run is stopped", async () => {
    const fake = await provider((_, res) => sse(res, [chunk({ role: "assistant", content: "So" })], false));
    await expectHangUp(await agentWith(config(fake.url)), fake);
  });
});
