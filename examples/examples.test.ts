import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { verifyEvents } from "@ag-ui/client";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { from, lastValueFrom, toArray } from "rxjs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  AGUI_ARN,
  eventsOf,
  type Harness,
  HTTP_ARN,
  newSessionId,
  startHarness,
} from "../dev/agentcore/fixtures/harness.ts";
import { pythonWithFastApi } from "../dev/test/python.ts";
import { aguiProtocol } from "../lib/agentcore/agui-protocol.ts";

// Each example behind the local AgentCore, as `npm run dev -- --agent` runs it. What AG-UI's own client would refuse, fails.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const python = pythonWithFastApi() ?? "";

let h: Harness;
const behindAgentCore = (command: readonly string[]) => {
  beforeAll(async () => {
    h = await startHarness({ runtime: { command } });
  });
  afterAll(() => h.close());
};

const asked = (content: string): Message => ({ id: randomUUID(), role: "user", content });
const input = (messages: Message[], more: object = {}) => ({
  threadId: "t1",
  runId: randomUUID(),
  messages,
  tools: [],
  context: [],
  state: {},
  forwardedProps: {},
  ...more,
});

async function run(content: string, options: { sessionId?: string } = {}) {
  const reply = await h.invoke(input([asked(content)]), options);
  expect([reply.status, reply.ending]).toEqual([200, "end"]);
  return await verified(eventsOf(reply.body));
}

async function verified(events: { type: string; [key: string]: unknown }[]) {
  await lastValueFrom(from(events as unknown as BaseEvent[]).pipe(verifyEvents(false), toArray()));
  return events;
}

const textOf = (events: { type: string; delta?: unknown }[]) =>
  events
    .filter(({ type }) => type === EventType.TEXT_MESSAGE_CONTENT)
    .map(({ delta }) => delta)
    .join("")
    .trim();

const OVER_AGUI: [name: string, command: string[], says: string][] = [
  ["python-agui", [python, file("python-agui/agent.py")], "Python here, over AG-UI. You said: 6×7は?"],
  [
    "typescript-agui",
    [process.execPath, "--import", import.meta.resolve("tsx"), file("typescript-agui/agent.ts")],
    "TypeScript here, over AG-UI. You said: 6×7は?",
  ],
  [
    "the agent of TanStack AI",
    [process.execPath, file("../e2e/fixtures/tanstack-agent/agent.mjs")],
    "TanStack here. You said: 6×7は?",
  ],
];

for (const [name, command, says] of OVER_AGUI) {
  describe.skipIf(command[0] === "")(name, () => {
    behindAgentCore(command);

    test("answers in AG-UI events, as AG-UI's client checks them", async () => {
      const events = await run("6×7は?");
      expect(textOf(events)).toBe(says);
      expect([events[0]?.type, events.at(-1)?.type]).toEqual([EventType.RUN_STARTED, EventType.RUN_FINISHED]);
    });

    test("tells a failure as RUN_ERROR, and the next message works", async () => {
      const sessionId = newSessionId();
      const reply = await h.invoke(input([asked("please fail")]), { sessionId });
      expect(eventsOf(reply.body).at(-1)?.type).toBe(EventType.RUN_ERROR);
      if (name !== "the agent of TanStack AI") expect(reply.body).not.toContain("cannot be reached");
      expect((await run("again", { sessionId })).at(-1)?.type).toBe(EventType.RUN_FINISHED);
    });

    test("refuses what is no AG-UI input", async () => {
      expect((await h.invoke({ prompt: "hello" })).body).toContain("Received error (400)");
      expect((await h.invoke("no JSON")).body).toContain("Received error (400)");
    });
  });
}

for (const [name, command] of OVER_AGUI.slice(0, 2)) {
  describe.skipIf(command[0] === "")(`commands to ${name}`, () => {
    behindAgentCore(command);

    test("stop ends the run, and what was said stays; warm is answered", async () => {
      const sessionId = newSessionId();
      const warm = await h.invoke({ command: "warm", threadId: "t1" }, { sessionId });
      expect(JSON.parse(warm.body)).toEqual({ command: "warm", ready: true });
      const long = Array(400).fill("word").join(" ");
      let begun = () => {};
      const first = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const running = h.invoke(input([asked(long)]), { sessionId, onData: () => begun() });
      await first;
      const stop = await h.invoke({ command: "stop", threadId: "t1" }, { sessionId });
      expect(JSON.parse(stop.body)).toEqual({ command: "stop", stopped: true });
      const events = await verified(eventsOf((await running).body));
      expect(events.at(-1)).toMatchObject({ type: EventType.RUN_FINISHED, result: { stopped: true } });
      expect(textOf(events).length).toBeLessThan(long.length);
      const again = await h.invoke({ command: "stop", threadId: "t1" }, { sessionId });
      expect(JSON.parse(again.body)).toEqual({ command: "stop", stopped: false });
    });
  });
}

describe.skipIf(python === "")("python-agui asks before it deletes", () => {
  behindAgentCore([python, file("python-agui/agent.py")]);

  test.each([
    ["approved", { status: "resolved", payload: { approved: true } }, "I have deleted the note shopping."],
    ["declined", { status: "resolved", payload: { approved: false } }, "I have deleted nothing."],
    ["cancelled", { status: "cancelled" }, "I have deleted nothing."],
  ])("%s, by a process that never heard the question", async (_title, answer, says) => {
    const question = asked("Delete the note shopping");
    const events = await verified(eventsOf((await h.invoke(input([question]))).body));
    const args = events.find(({ type }) => type === EventType.TOOL_CALL_ARGS)?.delta;
    expect(args).toBe('{"title": "shopping"}');
    const { outcome } = events.at(-1) as { outcome?: { interrupts: { id: string; toolCallId: string }[] } };
    const [interrupt] = outcome?.interrupts ?? [];
    if (!interrupt) throw new Error("nothing was asked");
    const call = { id: interrupt.toolCallId, type: "function", function: { name: "delete_note", arguments: args } };
    const messages = [question, { id: randomUUID(), role: "assistant", toolCalls: [call] } as Message];
    const resume = [{ interruptId: interrupt.id, ...answer }];
    const next = await verified(eventsOf((await h.invoke(input(messages, { resume }))).body));
    expect(next[1]).toMatchObject({ type: EventType.TOOL_CALL_RESULT, toolCallId: interrupt.toolCallId });
    expect(textOf(next)).toBe(says);
  });
});

/** What the site makes of a stream before AG-UI's client sees it. */
function asTheSiteReads(body: string) {
  const reader = aguiProtocol("{}").reader("text/event-stream");
  if (!reader) throw new Error("no reader");
  const { frames } = reader.push(Buffer.from(body));
  return eventsOf(frames);
}

test("the agent of TanStack AI ends its run at each tool call, and is read as one run by the site", async () => {
  const own = await startHarness({ runtime: { command: OVER_AGUI[2]?.[1] ?? [] } });
  const reply = await own.invoke(input([asked("How many kites are there?")]));
  const events = await verified(asTheSiteReads(reply.body));
  expect(events.map(({ type }) => type)).toContain(EventType.TOOL_CALL_RESULT);
  expect(textOf(events)).toContain('{"article":"kites","inStock":42}');
  await own.close();
});

describe.skipIf(python === "")("python-http, to the contract of AgentCore's HTTP protocol", () => {
  behindAgentCore([python, file("python-http/agent.py")]);
  const ask = (body: unknown, sessionId = newSessionId()) => h.invoke(body, { arn: HTTP_ARN, sessionId });

  test("answers input.prompt, and remembers within a session only", async () => {
    const id = newSessionId();
    const first = JSON.parse((await ask({ input: { prompt: "こんにちは" } }, id)).body);
    expect(first.output).toMatchObject({
      message: { role: "assistant", content: [{ text: "Python here. You said: こんにちは" }] },
      model: "stub",
    });
    expect(Number.isNaN(Date.parse(first.output.timestamp))).toBe(false);
    expect((await ask({ input: { prompt: "and?" } }, id)).body).toContain("(Before that: こんにちは)");
    expect((await ask({ input: { prompt: "and?" } })).body).not.toContain("Before that");
  });

  test.each([
    ["400 without a prompt", { input: {} }, 400],
    ["400 without an input", { prompt: "hello" }, 400],
    ["400 for a prompt that is no text", { input: { prompt: 7 } }, 400],
    ["500 when the model fails", { input: { prompt: "please fail" } }, 500],
  ])("%s, which AgentCore tells its caller as a 424 that says no more", async (_title, body, status) => {
    const reply = await ask(body);
    expect([reply.status, reply.headers["x-amzn-errortype"]]).toEqual([424, "RuntimeClientError"]);
    expect(reply.body).toContain(`Received error (${status}) from runtime.`);
    expect(reply.body).not.toMatch(/prompt|model|container/);
  });

  test("its ping in lower case would not do for AG-UI", async () => {
    const agui = await startHarness({
      runtime: { command: [python, file("python-http/agent.py")] },
      limits: { startMs: 3_000 },
    });
    expect((await agui.invoke({}, { arn: AGUI_ARN })).body).toContain("failed to start");
    await agui.close();
  });
});
