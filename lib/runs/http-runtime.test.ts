import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import { runEvent } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { stopRun } from "./stop-run";
import { type Answer, sse } from "./testing/fake-agent";
import { createBrowser, type Engine, eventsOf, person, resetAgent, startSite } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const a = person("a");
const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));
const says = (text: string) =>
  json({ output: { message: { role: "assistant", content: [{ text }] }, timestamp: "t", model: "m" } });
const failed = json({ message: "Received error (500) from runtime. secret-detail" }, 424, {
  "x-amzn-errortype": "RuntimeClientError",
});
const data = (...values: unknown[]) => values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("");

/** A runtime that takes `{"prompt"}` is talked to, stopped, corrected and asked again like any other. */
describe.each(engines)("an agent of the HTTP protocol on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const browserOf = (agentId = "plain") => createBrowser(handleCopilotRequest, a, { agentId });
  const last = async (response: Promise<Response>) => (await eventsOf(await response)).at(-1);
  const invocations = () => site.agent.runs().filter((call) => call.url.includes("/invocations"));
  const sessions = () => invocations().map((call) => call.sessionId);
  const prompts = () => invocations().map((call) => call.body.prompt);

  it("gets each message alone, in one session, and its answers are kept", async () => {
    const browser = browserOf();
    site.agent.answer = says("こんにちは!");
    expect((await last(browser.send("my name is X")))?.type).toBe("RUN_FINISHED");
    site.agent.answer = json({ result: "X" });
    expect((await last(browser.send("what is my name?")))?.type).toBe("RUN_FINISHED");
    expect(invocations().map((call) => call.body)).toEqual([
      { prompt: "my name is X" },
      { prompt: "what is my name?" },
    ]);
    expect(new Set(sessions()).size).toBe(1);
    expect(invocations()[0]?.token).toBe("Bearer token-of-a");
    const { texts, view } = await browser.stored();
    expect(texts).toEqual(["my name is X", "こんにちは!", "what is my name?", "X"]);
    expect(view.run?.status).toBe("completed");
  });

  it("gets its message where its entry says", async () => {
    site.agent.answer = says("ok");
    await last(browserOf("listener").send("hi"));
    expect(invocations()[0]?.body).toEqual({ input: { prompt: "hi" } });
  });

  it("is heard word by word, with the tools that it used", async () => {
    const browser = browserOf();
    let response: ServerResponse | undefined;
    site.agent.answer = (given) => {
      response = given;
      sse(given).write(data({ event: { contentBlockDelta: { delta: { text: "I look. " } } } }));
    };
    const runId = randomUUID();
    const events = eventsOf(await browser.send("where?", runId));
    const logged = async () =>
      (await site.db.select().from(runEvent).where(eq(runEvent.runId, runId))).flatMap((row) => row.events);
    await vi.waitFor(async () => expect(JSON.stringify(await logged())).toContain("I look. "));
    response?.write(
      data(
        { event: { contentBlockStart: { start: { toolUse: { toolUseId: "c1", name: "look_up" } } } } },
        { event: { contentBlockDelta: { delta: { toolUse: { input: '{"of":"x"}' } } } } },
        { event: { contentBlockStop: {} } },
        { message: { role: "user", content: [{ toolResult: { toolUseId: "c1", content: [{ text: "found" }] } }] } },
      ),
    );
    response?.end(data({ event: { contentBlockDelta: { delta: { text: "There." } } } }));
    expect((await events).at(-1)?.type).toBe("RUN_FINISHED");
    const { messages } = await browser.stored();
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "assistant", "tool", "assistant"]);
    expect(messages.find(({ role }) => role === "tool")).toMatchObject({ toolCallId: "c1", content: "found" });
    expect(messages.at(-1)?.content).toBe("There.");
  });

  const stopIt = async (agentId: string) => {
    const browser = browserOf(agentId);
    site.agent.answer = (response) => void sse(response).write(data("seen"));
    const runId = randomUUID();
    const events = eventsOf(await browser.send("q", runId));
    await vi.waitFor(async () =>
      expect(await site.db.select().from(runEvent).where(eq(runEvent.runId, runId))).not.toEqual([]),
    );
    expect(await stopRun(site.db, { runId, scope: a })).toEqual({ stopped: true, status: "stopped" });
    expect((await events).at(-1)).toMatchObject({ type: "RUN_FINISHED", result: { stopped: true } });
    site.agent.answer = says("next");
    expect((await last(browser.send("again")))?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual(["q", "seen", "again", "next"]);
  };

  it("is stopped by ending its session, which is not used again", async () => {
    await stopIt("plain");
    const ended = site.agent.calls.find((call) => call.url.includes("stopruntimesession"));
    expect(ended?.sessionId).toBe(sessions()[0]);
    expect(sessions()[1]).not.toBe(sessions()[0]);
  });

  it("is stopped by a command when its entry says that it takes one, and keeps its session", async () => {
    await stopIt("listener");
    expect(site.agent.calls.map((call) => call.body.command ?? "run")).toEqual(["run", "stop", "run"]);
    expect(new Set(sessions()).size).toBe(1);
  });

  it("leaves the session in which it was told what was changed: edited, answered anew", async () => {
    const browser = browserOf();
    site.agent.answer = says("hello");
    await last(browser.send("one"));
    await last(browser.edit(browser.lastId() ?? "", "ONE"));
    await last(browser.again("regenerate"));
    await last(browser.send("two"));
    expect(prompts()).toEqual(["one", "ONE", "ONE", "two"]);
    const [first, edited, anew, next] = sessions();
    expect(new Set([first, edited, anew]).size).toBe(3);
    expect(next).toBe(anew);
    expect((await browser.stored()).texts).toEqual(["ONE", "hello", "two", "hello"]);
  });

  it("fails honestly, and is asked again in the session in which it knows the rest", async () => {
    const browser = browserOf();
    site.agent.answer = says("hello");
    await last(browser.send("my name is X"));
    site.agent.answer = failed;
    const events = await eventsOf(await browser.send("what is my name?"));
    expect(events.at(-1)).toMatchObject({ type: "RUN_ERROR", code: "AGENT_FAILED" });
    expect(JSON.stringify(events)).not.toContain("secret-detail");
    expect((await browser.stored()).view.run).toMatchObject({ status: "error", error: { code: "AGENT_FAILED" } });
    site.agent.answer = says("X");
    expect((await last(browser.again()))?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual(["my name is X", "hello", "what is my name?", "X"]);
    expect(prompts()).toEqual(["my name is X", "what is my name?", "what is my name?"]);
    expect(new Set(sessions()).size).toBe(1);
  });

  it("says that an answer was empty, instead of nothing", async () => {
    const browser = browserOf();
    site.agent.answer = json({ result: "" });
    expect(await last(browser.send("q"))).toMatchObject({ type: "RUN_ERROR", code: "AGENT_FAILED" });
    expect((await browser.stored()).texts).toEqual(["q"]);
  });
});
