import { afterEach, describe, expect, it } from "vitest";
import { DemoModel } from "../demo/model.ts";
import { call, hangingModel, ScriptedModel, say } from "../testing/fake-models.ts";
import { answerOf, ask, client, DEMO, type RunningAgent, runInput, startAgent } from "../testing/start.ts";

let agent: RunningAgent | undefined;
const start = async (...args: Parameters<typeof startAgent>) => {
  agent = await startAgent(...args);
  return agent;
};
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});
type Refusal = { code: string; fields: { path: string; message: string }[] };
type Answer = { output: { message: { content: [{ text: string }] } } };
const json = async <T>(response: Response): Promise<T> => response.json() as Promise<T>;
const ping = async ({ url }: RunningAgent) => (await fetch(`${url}/ping`)).text();

describe("GET /ping", () => {
  it("is exactly Healthy, and HealthyBusy while a run is on", async () => {
    const { model, started } = hangingModel();
    const running = await start(model);
    expect(await ping(running)).toBe('{"status":"Healthy"}');
    const input = runInput("hello");
    const response = await running.post(input);
    await started;
    expect(await ping(running)).toBe('{"status":"HealthyBusy"}');
    await running.post({ command: "stop", threadId: input.threadId });
    await response.text();
    expect(await ping(running)).toBe('{"status":"Healthy"}');
  });
});

describe("the prompt form", () => {
  it.each([
    [{ prompt: "what is 6*7?" }],
    [{ input: { prompt: "what is 6*7?" } }],
    [{ prompt: "what is 6*7?", sessionId: "whatever" }],
  ])("%j is answered with one JSON, with tools and with the model's name", async (body) => {
    const running = await start(new DemoModel({ pace: 0 }));
    const response = await running.post(body);
    expect(response.headers.get("content-type")).toContain("application/json");
    const { output } = await json<Answer>(response);
    expect(output).toEqual({
      message: { role: "assistant", content: [{ text: "6×7 = **42**" }] },
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      model: DEMO,
    });
  });

  it("acts as the caller", async () => {
    const running = await start(new DemoModel({ pace: 0 }));
    const token = `e30.${Buffer.from('{"sub":"u","name":"Wangari"}').toString("base64url")}.x`;
    const response = await running.post({ prompt: "who am I?" }, { authorization: `Bearer ${token}` });
    const { output } = await json<Answer>(response);
    expect(output.message.content[0].text).toContain("Wangari");
  });

  it("says no more than that it failed", async () => {
    const model = new ScriptedModel(() => {
      throw new Error("quota of account 42 exceeded");
    });
    const running = await start(model);
    const response = await running.post({ prompt: "hi" });
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(JSON.parse(body).code).toBe("AGENT_FAILED");
    expect(body).not.toContain("account 42");
    expect(running.log()).toContain("account 42");
  });
});

describe("commands", () => {
  it.each([
    ["after its first word", "Well"],
    ["before its first word", ""],
  ])("stop ends a model that does not react %s; its signal fires within 300 ms", async (_, firstWord) => {
    const { model, reached, started } = hangingModel(firstWord);
    const running = await start(model);
    const user = client(running.url);
    const run = ask(user, "a long story, please");
    await started;
    const at = performance.now();
    const response = await running.post({ command: "stop", threadId: user.threadId });
    expect(await response.json()).toEqual({ command: "stop", stopped: true });
    expect((await reached) - at).toBeLessThan(300);
    const events = await run;
    expect(performance.now() - at).toBeLessThan(600);
    expect(events.at(-1)).toMatchObject({ type: "RUN_FINISHED", result: { stopped: true } });
    expect(answerOf(user)).toBe(firstWord);
    expect(running.registry.size).toBe(0);
  });

  it("leaves a history that the next turn can use after a stop between a call and its result", async () => {
    const { model: hanging } = hangingModel();
    const model = new ScriptedModel((n, options) => {
      if (n === 1) return call("list_tasks", {});
      return n === 2 ? hanging.stream([], options) : say("Here again.");
    });
    const running = await start(model);
    const user = client(running.url);
    const run = ask(user, "go", (event) => {
      if (event.type === "TEXT_MESSAGE_CONTENT") void running.post({ command: "stop", threadId: user.threadId });
    });
    await run;
    await ask(user, "still there?");
    expect(answerOf(user)).toBe("Here again.");
  });

  it("leaves a history whose last question is the one that is answered after a stop before any text", async () => {
    const running = await start(new DemoModel({ pace: 0.1 }));
    const user = client(running.url);
    await ask(user, "Tell me a story in 300 words.", ({ type }) => {
      if (type === "REASONING_MESSAGE_CONTENT") void running.post({ command: "stop", threadId: user.threadId });
    });
    expect(answerOf(user)).toBe("");
    await ask(user, "What is 2+3?");
    expect(answerOf(user)).toBe("2+3 = **5**");
    expect(JSON.stringify(user.messages)).not.toContain("got no answer");
  });

  it("stop names a run and misses another, and answers when there is none", async () => {
    const { model, started } = hangingModel();
    const running = await start(model);
    const input = runInput("hello");
    const stop = async (body: object) => (await running.post({ command: "stop", ...body })).json();
    expect(await stop({ threadId: input.threadId })).toEqual({ command: "stop", stopped: false });
    const response = await running.post(input);
    await started;
    expect(await stop({ threadId: input.threadId, runId: "an earlier one" })).toMatchObject({ stopped: false });
    expect(await stop({ threadId: "another", runId: input.runId })).toMatchObject({ stopped: false });
    expect(await stop({ threadId: input.threadId, runId: input.runId })).toMatchObject({ stopped: true });
    await response.text();
  });

  it("warm and feedback are answered; feedback is in the log", async () => {
    const running = await start(new DemoModel({ pace: 0 }));
    expect(await (await running.post({ command: "warm" })).json()).toEqual({ command: "warm", ready: true });
    const feedback = { command: "feedback", threadId: "t", messageId: "m", rating: "down", comment: "too long" };
    expect(await (await running.post(feedback)).json()).toEqual({ command: "feedback", recorded: true });
    expect(running.log()).toContain('"rating":"down","comment":"too long"');
  });
});

describe("what is refused", () => {
  const good = runInput("hello");
  const part = (source: object) => ({ messages: [{ id: "u", role: "user", content: [{ type: "image", source }] }] });

  it.each([
    ["{", "", "not valid JSON"],
    ["[]", "", "JSON object"],
    ['"text"', "", "JSON object"],
    ["null", "", "JSON object"],
    [{}, "threadId", "Required"],
    [{ prompt: 42 }, "prompt", "must be a string"],
    [{ prompt: ["hi"] }, "prompt", "must be a string"],
    [{ prompt: "  " }, "prompt", "must not be empty"],
    [{ input: "hi" }, "input.prompt", "must be a string"],
    [{ input: { text: "hi" } }, "input.prompt", "must be a string"],
    [{ command: "reboot" }, "command", "must be stop, warm or feedback"],
    [{ command: "stop" }, "threadId", "must be a string"],
    [{ command: "stop", threadId: "t", runId: 3 }, "runId", "must be a string"],
    [{ command: "feedback", threadId: "t", rating: 5 }, "rating", "must be up or down"],
    [{ ...good, threadId: "" }, "threadId", "must not be empty"],
    [{ ...good, runId: undefined }, "runId", "Required"],
    [{ ...good, messages: "hello" }, "messages", "array"],
    [{ ...good, messages: [{ id: "u", role: "wizard", content: "x" }] }, "messages.0.role", "discriminator"],
    [{ ...good, ...part({ type: "url", value: "http://169.254.169.254/" }) }, "messages.0.content.0", "inline"],
  ])("%j: 400 naming %j", async (body, path, message) => {
    const running = await start(new DemoModel({ pace: 0 }));
    const response = await running.post(body);
    expect(response.status).toBe(400);
    const error = await json<Refusal>(response);
    expect(error.code).toBe("BAD_REQUEST");
    const field = error.fields.find((f) => f.path === path);
    expect(field?.message).toContain(message);
  });

  it("another content type: 415", async () => {
    const running = await start(new DemoModel({ pace: 0 }));
    for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
      const response = await running.post('{"prompt":"hi"}', { "content-type": type });
      expect(response.status).toBe(415);
      expect(await response.json()).toMatchObject({ code: "BAD_REQUEST", fields: [{ path: "Content-Type" }] });
    }
  });

  it("a body above the limit: 413; the usual one takes a large history", async () => {
    const running = await start(new DemoModel({ pace: 0 }), { bodyLimit: "10kb" });
    const response = await running.post({ prompt: "x".repeat(20_000) });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: "TOO_LARGE" });
    await running.close();
    const usual = await start(new DemoModel({ pace: 0 }));
    const image = { type: "data", value: "A".repeat(8_000_000), mimeType: "image/png" };
    const wire = await (await usual.post({ ...good, ...part(image) })).text();
    expect(wire).toContain("RUN_FINISHED");
    // The echo of a large history would be a chunk that AgentCore cuts.
    expect(wire.length).toBeLessThan(100_000);
  });

  it("any other address: 404", async () => {
    const running = await start(new DemoModel({ pace: 0 }));
    for (const path of ["/", "/invocations", "/ping/x"]) {
      const response = await fetch(running.url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("new work while shutting down: 503, pings and stops still answered", async () => {
    const running = await start(new DemoModel({ pace: 0 }));
    running.beginDraining();
    for (const body of [runInput("hello"), { prompt: "hello" }]) {
      const response = await running.post(body);
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: "AGENT_BUSY" });
    }
    expect((await running.post({ command: "stop", threadId: "t" })).status).toBe(200);
    expect(await ping(running)).toBe('{"status":"Healthy"}');
  });
});
