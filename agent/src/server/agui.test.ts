import { type BaseEvent, EventType } from "@ag-ui/client";
import { afterEach, describe, expect, it } from "vitest";
import { DemoModel } from "../demo/model.ts";
import { call, ScriptedModel, say } from "../testing/fake-models.ts";
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

const types = (events: BaseEvent[]) => events.map((event) => event.type);
const jwt = (claims: object) => `Bearer e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

describe("the stock HttpAgent, verifying events", () => {
  it("gets thoughts, two tools, their results and an answer from them", async () => {
    const { url } = await start(new DemoModel({ pace: 0 }));
    const user = client(url);
    const events = await ask(user, "what time is it in Lagos and what is 17.5% of 2,340?");
    expect(events[0]?.type).toBe(EventType.RUN_STARTED);
    expect(events.at(-1)?.type).toBe(EventType.RUN_FINISHED);
    expect(types(events)).toEqual(expect.arrayContaining(["REASONING_MESSAGE_CONTENT", "TEXT_MESSAGE_CONTENT"]));
    expect(types(events).filter((type) => type === "TOOL_CALL_RESULT")).toHaveLength(2);
    expect(answerOf(user)).toMatch(/In Lagos it is \*\*\d+:\d\d [ap]m\*\*/);
    expect(answerOf(user)).toContain("= **409.5**");
  });

  it("keeps a conversation over several turns with parallel calls in its history", async () => {
    const { url } = await start(new DemoModel({ pace: 0 }));
    const user = client(url);
    await ask(user, "what is 2*3 and 4*5?");
    await ask(user, "what did I just ask?");
    expect(answerOf(user)).toContain("what is 2*3 and 4*5?");
    await ask(user, "前に何を聞いた？");
    expect(answerOf(user)).toContain("what did I just ask?");
    expect(user.messages.filter((m) => m.role === "tool")).toHaveLength(2);
  });

  it("learns which model speaks, from the start of the message and from the snapshot", async () => {
    const { url } = await start(new DemoModel({ pace: 0 }));
    const user = client(url);
    const events = await ask(user, "what is 6*7?");
    const starts = events.filter((event) => event.type === EventType.TEXT_MESSAGE_START);
    expect(starts.map((event) => event.metadata)).toEqual([{ model: DEMO }]);
    const own = user.messages.filter((m) => m.role === "assistant");
    expect(own.length).toBeGreaterThan(1);
    for (const message of own) expect(message).toMatchObject({ metadata: { model: DEMO } });
    expect(events.filter((event) => event.type === EventType.MESSAGES_SNAPSHOT)).toHaveLength(1);
  });

  it("is told the usage of all model calls of the run together", async () => {
    const model = new ScriptedModel((n) =>
      n === 1 ? call("list_tasks", {}) : say("Done.", { inputTokens: 7, outputTokens: 2 }),
    );
    const { url } = await start(model);
    const events = await ask(client(url), "go");
    expect(events.at(-1)).toMatchObject({
      type: EventType.RUN_FINISHED,
      usage: [{ provider: "demo", model: "demo", inputTokens: 7, outputTokens: 2, totalTokens: 9 }],
    });
  });

  it("shares its task list: it comes in, changes, goes out, and the model sees it", async () => {
    const model = new DemoModel({ pace: 0 });
    const { url } = await start(model);
    const user = client(url);
    user.state = { tasks: [{ id: "t1", title: "old", done: false }], theme: "dark" };
    await ask(user, "add milk to my tasks");
    expect(user.state).toMatchObject({ theme: "dark", tasks: [{ id: "t1" }, { title: "milk", done: false }] });
    await ask(user, "mark milk as done");
    expect(user.state.tasks[1]).toMatchObject({ title: "milk", done: true });
    await ask(user, "タスク一覧");
    expect(answerOf(user)).toContain("- [x] milk");
    await ask(user, "add soap to my list and show my tasks");
    expect(answerOf(user)).toContain("- [ ] soap");
    await ask(user, "remove soap from my list");
    await ask(user, "remove old from my list");
    expect(user.state.tasks).toHaveLength(1);
  });

  it("keeps the messages that came in as they were: attachments, metadata, and what only the application reads", async () => {
    const model = new ScriptedModel(() => say("I see."));
    const { url } = await start(model);
    const user = client(url);
    const picture = {
      type: "image" as const,
      source: { type: "data" as const, value: "iVBORw0KGgo=", mimeType: "image/png" },
    };
    const given = [
      { id: "s", role: "system" as const, content: "Be brief." },
      {
        id: "u",
        role: "user" as const,
        content: [{ type: "text" as const, text: "look" }, picture],
        metadata: { k: 1 },
      },
    ];
    user.setMessages(given);
    await user.runAgent();
    expect(user.messages.slice(0, 2)).toEqual(given);
    const [first] = model.calls;
    expect(first?.messages[0]?.content.map((block) => block.type)).toEqual(["textBlock", "imageBlock"]);
    expect(first?.options.systemPrompt).toContain("Be brief.");
  });

  it("tells the model what the application says of itself, and the state after each change", async () => {
    const model = new ScriptedModel((n) => (n === 1 ? call("add_task", { title: "call Ada" }) : say("ok")));
    const { url } = await start(model);
    const user = client(url);
    user.addMessage({ id: "u", role: "user", content: "go" });
    await user.runAgent({ context: [{ description: "Page", value: "billing" }] });
    expect(model.calls[0]?.options.systemPrompt).toContain("Page: billing");
    expect(model.calls[0]?.options.systemPrompt).not.toContain("call Ada");
    expect(model.calls[1]?.options.systemPrompt).toContain("call Ada");
  });

  it("explains a tool that fails", async () => {
    const { url } = await start(new DemoModel({ pace: 0 }));
    const user = client(url);
    const events = await ask(user, "what time is it in Atlantis?");
    const result = events.find((event) => event.type === EventType.TOOL_CALL_RESULT);
    expect(JSON.parse(String(result && "content" in result && result.content))).toMatchObject({
      error: { code: "UNKNOWN_TIME_ZONE" },
    });
    expect(answerOf(user)).toMatch(/could not .*Atlantis.*current_time.*failed/);
    await ask(user, "10 / 0 は？");
    expect(answerOf(user)).toMatch(/^「10 \/ 0」は計算できませんでした。[^a-z]+$/);
  });

  it("hands a client's own tool to the client, and goes on with its result", async () => {
    const model = new ScriptedModel((n) => (n === 1 ? call("pick_colour", { of: "sky" }, "c1") : say("Blue it is.")));
    const { url } = await start(model);
    const user = client(url);
    const tools = [
      { name: "pick_colour", description: "Asks the person", parameters: { type: "object", properties: {} } },
    ];
    user.addMessage({ id: "u", role: "user", content: "go" });
    await user.runAgent({ tools });
    const asked = user.messages.find((m) => m.role === "assistant" && m.toolCalls);
    const toolCallId = (asked?.role === "assistant" && asked.toolCalls?.[0]?.id) || "";
    expect(toolCallId).not.toBe("");
    user.addMessage({ id: "r", role: "tool", toolCallId, content: "blue" });
    await user.runAgent({ tools });
    expect(answerOf(user)).toBe("Blue it is.");
    expect(JSON.stringify(model.calls.at(-1)?.messages)).toContain("blue");
  });

  it("answers many threads at once, each with its own person and state", async () => {
    const { url } = await start(new DemoModel({ pace: 0.02 }));
    const people = Array.from({ length: 12 }, (_, n) => `Person ${n}`);
    const answers = await Promise.all(
      people.map(async (name) => {
        const user = client(url, { headers: { authorization: jwt({ sub: name, name }) } });
        await ask(user, "add a task: water the plants");
        await ask(user, "who am I?");
        return { text: answerOf(user), tasks: user.state.tasks.length };
      }),
    );
    for (const [n, { text, tasks }] of answers.entries()) {
      expect(text).toContain(`signed in as **Person ${n}**`);
      expect(tasks).toBe(1);
    }
  });

  it("reads the token of each request, also when one thread passes from hand to hand", async () => {
    const { url } = await start(new DemoModel({ pace: 0 }));
    const threadId = "handed-on";
    for (const name of ["Ada", "Grace"]) {
      const user = client(url, { threadId, headers: { authorization: jwt({ sub: name, name }) } });
      await ask(user, "私は誰？");
      expect(answerOf(user)).toContain(`**${name}** さん`);
    }
    const nobody = client(url, { threadId });
    await ask(nobody, "who am I?");
    expect(answerOf(nobody)).toContain("no access token");
  });

  it("never sends a token back", async () => {
    const started = await start(new DemoModel({ pace: 0 }));
    const authorization = jwt({ sub: "x", jti: "only-in-the-token" });
    const response = await started.post(runInput("who am I?"), { authorization });
    const wire = await response.text();
    expect(wire).toContain("signedIn");
    for (const text of [wire, started.log()]) {
      expect(text).not.toContain(authorization.slice(7));
      expect(text).not.toContain("only-in-the-token");
    }
  });
});
