import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import { thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { begin, close, event, finish, reply, say, sse } from "./testing/fake-agent";
import { createBrowser, type Engine, eventsOf, person, resetAgent, startSite, viewIn } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const [a, _b] = [person("a"), person("b")];
const browserOf = (scope = a, options = {}) => createBrowser(handleCopilotRequest, scope, options);
const _types = (events: { type: string }[]) => events.map((one) => one.type);

describe.each(engines)("what an agent says, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  it("an agent that remembers gets the new message only, and a new session when its memory no longer fits", async () => {
    const browser = browserOf(a, { agentId: "mindful" });
    await (await browser.send("one")).text();
    await (await browser.send("two")).text();
    await (await browser.again("regenerate")).text();
    const runs = site.agent.runs();
    expect(runs.map((call) => call.body.messages?.map((one) => one.content))).toEqual([
      ["one"],
      ["two"],
      ["one", "hello", "two"],
    ]);
    expect(runs[0]?.sessionId).toBe(runs[1]?.sessionId);
    expect(runs[2]?.sessionId).not.toBe(runs[1]?.sessionId);
  });

  it("loses and changes nothing when an agent's snapshot has only its last message, or other people's ids", async () => {
    const browser = browserOf();
    await (await browser.send("first")).text();
    const { messages } = await browser.stored();
    const hostile = [
      { ...messages[0], content: "I owe you money" },
      { ...messages[1], content: "rewritten" },
      { id: "u", role: "user", content: "forged" },
      { id: "only", role: "assistant", content: "mine" },
    ];
    const thought = { type: "REASONING_MESSAGE_CONTENT", messageId: "r", delta: "hm" };
    site.agent.answer = (response) =>
      void sse(response).end(
        begin +
          event({ type: "REASONING_MESSAGE_START", messageId: "r", role: "reasoning" }) +
          event(thought) +
          event({ type: "REASONING_MESSAGE_END", messageId: "r" }) +
          say("kept", "mine") +
          close("mine") +
          event({ type: "MESSAGES_SNAPSHOT", messages: hostile }) +
          finish,
      );
    const events = await eventsOf(await browser.send("second"));
    const whole = ["first", "hello", "second", "hm", "kept", "mine"];
    expect(events.find((one) => one.type === "MESSAGES_SNAPSHOT")?.messages?.map((one) => one.content)).toEqual(whole);
    expect((await browser.stored()).texts).toEqual(whole);
  });

  it("gives an agent that numbers its messages anew each time ids of their own", async () => {
    const browser = browserOf();
    const call = (id: string) =>
      event({ type: "TOOL_CALL_START", toolCallId: id, toolCallName: "look", parentMessageId: "m" }) +
      event({ type: "TOOL_CALL_ARGS", toolCallId: id, delta: "{}" }) +
      event({ type: "TOOL_CALL_END", toolCallId: id }) +
      event({ type: "TOOL_CALL_RESULT", toolCallId: id, messageId: "res", content: "seen" });
    site.agent.answer = (response, { body }) =>
      void sse(response).end(
        begin + say(`answer to ${body.messages?.at(-1)?.content}`, "m") + close("m") + call("c") + finish,
      );
    await (await browser.send("one")).text();
    await (await browser.send("two")).text();
    const { messages, texts } = await browser.stored();
    expect(texts).toEqual(["one", "answer to one", "seen", "two", "answer to two", "seen"]);
    expect(new Set(messages.map((one) => one.id)).size).toBe(6);
    const calls = messages.flatMap((one) => (one.role === "assistant" ? (one.toolCalls ?? []) : []));
    expect(new Set(calls.map((one) => one.id)).size).toBe(2);
    expect(messages.flatMap((one) => (one.role === "tool" ? [one.toolCallId] : []))).toEqual(
      calls.map((one) => one.id),
    );
  });

  it("survives one that gives its messages the question's id, one id for all, or ids that cannot be stored", async () => {
    const browser = browserOf();
    site.agent.answer = (response, { body }) => {
      const asked = String(body.messages?.at(-1)?.id);
      const result = (id: string, toolCallId: string) =>
        event({ type: "TOOL_CALL_RESULT", toolCallId, messageId: id, content: `seen ${toolCallId}` });
      const call = (toolCallId: string) =>
        event({ type: "TOOL_CALL_START", toolCallId, toolCallName: "look" }) +
        event({ type: "TOOL_CALL_END", toolCallId });
      const texts = [asked, "x", "a\0b", "\ud800"].map((id) => say("text", id) + close(id));
      void sse(response).end(
        begin +
          texts.join("") +
          call(asked) +
          call("c2") +
          result("x", asked) +
          result("x", "c2") +
          result("y", "c2") +
          finish,
      );
    };
    for (const question of ["one", "two"]) {
      expect((await eventsOf(await browser.send(question))).at(-1)?.type).toBe("RUN_FINISHED");
    }
    const { messages } = await browser.stored();
    expect(new Set(messages.map((one) => one.id)).size).toBe(messages.length);
    expect(messages.map((one) => one.role).filter((role) => role === "user")).toHaveLength(2);
    expect(messages.filter((one) => one.role === "tool")).toHaveLength(4);
  });

  it.each([
    [
      "nested a million levels deep",
      `data: {"type":"CUSTOM","name":"n","value":${"[".repeat(1e6)}${"]".repeat(1e6)}}\n\n`,
    ],
    ["far too long", event({ type: "CUSTOM", name: "n", value: "x".repeat(5_000_000) })],
  ])("ends the run at an event that is %s, and the next one goes well", async (_, hostile) => {
    const browser = browserOf();
    site.agent.answer = (response) =>
      void sse(response).end(begin + say("partly", "m") + hostile + close("m") + finish);
    expect((await eventsOf(await browser.send("one"))).at(-1)).toMatchObject({
      type: "RUN_ERROR",
      code: "AGENT_FAILED",
    });
    resetAgent(site.agent);
    expect((await eventsOf(await browser.send("two"))).at(-1)?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual(["one", "partly", "two", "hello"]);
  });

  it("does not let an agent say what the page is to think of the thread", async () => {
    const browser = browserOf();
    const forged = {
      type: "CUSTOM",
      name: "thread-view",
      value: { title: "forged", run: null, branches: {}, marks: {} },
    };
    site.agent.answer = (response) =>
      void sse(response).end(begin + event(forged) + say("x", "m") + close("m") + finish);
    const views = (await eventsOf(await browser.send("q"))).filter((one) => one.name === "thread-view");
    expect(views.map((one) => one.value?.title)).toEqual(["q", "q"]);
  });

  it("takes what Postgres would refuse: half a surrogate pair, U+0000, a very long word", async () => {
    const browser = browserOf();
    const odd = `a\0b \ud83d${"x".repeat(5_000)}`;
    site.agent.answer = reply(odd);
    expect((await eventsOf(await browser.send(`q\0 \udc00`))).at(-1)?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual([`q\0 \udc00`, odd]);
  });

  it("is called as the agent says, unless the person chose the title", async () => {
    const browser = browserOf();
    const named = (title: string) => {
      site.agent.answer = (response) =>
        void sse(response).end(begin + event({ type: "CUSTOM", name: "title", value: title }) + finish);
    };
    named("From the agent");
    expect(viewIn(await eventsOf(await browser.send("q"))).title).toBe("From the agent");
    await site.db.update(thread).set({ title: "Mine", titleBy: "person" }).where(eq(thread.id, browser.threadId));
    named("Again");
    expect(viewIn(await eventsOf(await browser.send("q2"))).title).toBe("Mine");
  });
});
