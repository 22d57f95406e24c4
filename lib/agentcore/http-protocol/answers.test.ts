import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { MAX_DEPTH, MAX_EVENT_CHARS } from "../event-limits";
import { type Answer, upstreamPerTest } from "../testing/upstream";
import { httpProtocol } from "./http-protocol";

const SECRET = "arn:aws:iam::123456789012:role/secret-detail";
const up = upstreamPerTest();
const run = (options: Parameters<typeof up.run>[0] = {}) => up.run({ protocol: httpProtocol("prompt"), ...options });
const answer =
  (type: string | null, body: string | Buffer, then = (response: ServerResponse) => void response.end()): Answer =>
  (_, response) => {
    response.writeHead(200, type === null ? {} : { "content-type": type });
    if (body.length === 0) then(response);
    else response.write(body, () => then(response));
  };
const json = (value: unknown) => answer("application/json", JSON.stringify(value));
const message = (...texts: string[]) => ({ role: "assistant", content: texts.map((text) => ({ text })) });

describe("what a runtime of the HTTP protocol is sent", () => {
  const messages = [
    { id: "1", role: "user" as const, content: "first" },
    { id: "2", role: "assistant" as const, content: "said" },
    { id: "3", role: "user" as const, content: "and now?" },
  ];

  it.each([
    ["prompt" as const, { prompt: "and now?" }],
    ["input.prompt" as const, { input: { prompt: "and now?" } }],
  ])("the last message under %s, as the person, and nothing else of the conversation", async (place, body) => {
    up.answers = [json("hello")];
    await run({ protocol: httpProtocol(place), messages });
    expect(JSON.parse(up.requests[0]?.body ?? "")).toEqual(body);
    expect(up.requests[0]?.headers).toMatchObject({
      authorization: "Bearer token-of-a",
      traceparent: "00-trace-span-01",
      "x-amzn-bedrock-agentcore-runtime-session-id": "s".repeat(64),
      "content-type": "application/json",
      accept: "text/event-stream, application/json, text/plain",
    });
    expect(up.requests[0]?.headers["x-amzn-bedrock-agentcore-runtime-user-id"]).toBeUndefined();
  });

  it("the text of a message that has more than text", async () => {
    up.answers = [json("hello")];
    const content = [
      { type: "text" as const, text: "look:" },
      { type: "image" as const, source: { type: "url" as const, value: "https://example.com/a.png" } },
      { type: "text" as const, text: "what is it?" },
    ];
    await run({ messages: [{ id: "1", role: "user", content }] });
    expect(JSON.parse(up.requests[0]?.body ?? "")).toEqual({ prompt: "look:\nwhat is it?" });
  });
});

describe("JSON and text answers", () => {
  it.each<[string, unknown, string]>([
    [
      "the message of a FastAPI agent",
      { output: { message: message("こんにちは!"), timestamp: "t", model: "m" } },
      "こんにちは!",
    ],
    ["several texts", { output: { message: message("one", "two") } }, "one\ntwo"],
    ["an output that is a text", { output: "hello" }, "hello"],
    ["a result that is a text", { result: "hello" }, "hello"],
    ["a result that is a message", { result: message("hello") }, "hello"],
    ["a result that holds a message", { result: { stop_reason: "end_turn", message: message("hello") } }, "hello"],
    ["a result whose message is a text", { result: { message: "hello" } }, "hello"],
    ["a response", { response: "hello", usage: { tokens: 3 } }, "hello"],
    ["a response that is a message", { response: message("hello") }, "hello"],
    ["a message on its own", message("hello"), "hello"],
    ["a message under its name", { message: message("hello") }, "hello"],
    ["a bare string", "hello", "hello"],
    ["a text beside an error that is none", { result: "hello", error: null }, "hello"],
  ])("says %s", async (_, value, text) => {
    up.answers = [json(value)];
    const { types, said } = await run();
    expect(said).toBe(text);
    expect(types).toEqual([
      "RUN_STARTED",
      "TEXT_MESSAGE_START",
      "TEXT_MESSAGE_CONTENT",
      "TEXT_MESSAGE_END",
      "RUN_FINISHED",
    ]);
    expect(up.abandoned).toBe(0);
  });

  it.each<[string, unknown, string]>([
    ["an object", { order: 7, items: ["a"] }, '```json\n{\n  "order": 7,\n  "items": [\n    "a"\n  ]\n}\n```'],
    ["a list", [1, 2], "```json\n[\n  1,\n  2\n]\n```"],
    ["a number", 42, "```json\n42\n```"],
    ["a result of another kind", { result: { rows: 3 } }, '```json\n{\n  "result": {\n    "rows": 3\n  }\n}\n```'],
    [
      "a text of its own that would end the block",
      { code: "```js\n```" },
      '````json\n{\n  "code": "```js\\n```"\n}\n````',
    ],
  ])("shows %s that it does not know as JSON", async (_, value, text) => {
    up.answers = [json(value)];
    const { said, types } = await run();
    expect(said).toBe(text);
    expect(types.at(-1)).toBe("RUN_FINISHED");
  });

  it("does not indent what would become many times as long", async () => {
    const value = { deep: Array.from({ length: 10_000 }, () => [[1]]) };
    up.answers = [json(value)];
    expect((await run()).said).toBe(`\`\`\`json\n${JSON.stringify(value)}\n\`\`\``);
  });

  it.each(["application/json; charset=utf-8", "application/problem+json"])("reads %s", async (type) => {
    up.answers = [answer(type, '{"result":"hello"}')];
    expect((await run()).said).toBe("hello");
  });

  it("says plain text as it comes, also when it is cut within a character", async () => {
    const bytes = Buffer.from("  こんにちは\n");
    let rest: () => void = () => undefined;
    up.answers = [
      answer("text/plain; charset=utf-8", bytes.subarray(0, 6), (response) => {
        rest = () => response.end(bytes.subarray(6));
      }),
    ];
    const running = run();
    await expect.poll(() => up.requests.length).toBe(1);
    setTimeout(() => rest(), 50);
    const { said, types } = await running;
    expect(said).toBe("  こんにちは\n");
    expect(types.filter((type) => type === "TEXT_MESSAGE_CONTENT").length).toBeGreaterThan(1);
  });

  it("says a long text in events that none of the limits meets, and no character twice or halved", async () => {
    const text = `x${"😀".repeat(150_000)}`;
    up.answers = [json({ result: text })];
    const { said, events } = await run();
    expect(said).toBe(text);
    expect(events.every((event) => event.delta?.isWellFormed() ?? true)).toBe(true);
  });

  it.each<[string, Answer, string, boolean]>([
    ["nothing", answer("application/json", ""), "AGENT_FAILED", false],
    ["null", json(null), "AGENT_FAILED", false],
    ["an empty object", json({}), "AGENT_FAILED", false],
    ["an empty string", json(" \n"), "AGENT_FAILED", false],
    ["a message without a word", json({ result: "" }), "AGENT_FAILED", false],
    ["an empty text", answer("text/plain", "\n\n"), "AGENT_FAILED", false],
    ["an error", json({ error: SECRET }), "AGENT_FAILED", false],
    ["an error that is an object", json({ error: { message: SECRET }, result: "" }), "AGENT_FAILED", false],
    ["half of JSON", answer("application/json", `{"result":"${SECRET}`), "AGENT_FAILED", false],
    ["a page", answer("text/html", `<p>${SECRET}</p>`), "AGENT_FAILED", true],
    ["no type at all", answer(null, SECRET), "AGENT_FAILED", true],
    ["too much", json("x".repeat(MAX_EVENT_CHARS)), "AGENT_FAILED", true],
    ["what is nested too deeply", answer("application/json", "[".repeat(300) + "]".repeat(300)), "AGENT_FAILED", false],
    [
      "a broken connection",
      answer("application/json", '{"result":', (r) => void r.destroy()),
      "STREAM_TRUNCATED",
      true,
    ],
    ["silence", answer("application/json", '{"result":', () => undefined), "TIMED_OUT", true],
  ])("says honestly of %s that it is no answer, leaking nothing", async (_, given, code, mayGoOn) => {
    up.answers = [given];
    const { last, text } = await run({ silenceMs: code === "TIMED_OUT" ? 300 : 10_000 });
    expect(last).toMatchObject({ type: "RUN_ERROR", code, message: `sentence for ${code}` });
    expect(text).not.toContain("secret-detail");
    expect(up.notes.some((note) => note.code === code)).toBe(true);
    expect(up.abandoned, "told that the agent may go on").toBe(mayGoOn ? 1 : 0);
    expect(up.rejections).toEqual([]);
  });

  it("keeps what a text had said before it broke off", async () => {
    up.answers = [answer("text/plain", "kept", (response) => void response.destroy())];
    const { said, last } = await run();
    expect([said, last?.code]).toEqual(["kept", "STREAM_TRUNCATED"]);
  });

  it(`reads what is nested ${MAX_DEPTH} levels deep`, async () => {
    up.answers = [answer("application/json", "[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH))];
    expect((await run()).types.at(-1)).toBe("RUN_FINISHED");
  });
});
