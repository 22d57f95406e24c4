import { EventSchemas } from "@ag-ui/core";
import { afterEach, describe, expect, it } from "vitest";
import { hangingModel, ScriptedModel, say } from "../testing/fake-models.ts";
import { answerOf, ask, client, type RunningAgent, runInput, startAgent } from "../testing/start.ts";

let agent: RunningAgent | undefined;
const start = async (...args: Parameters<typeof startAgent>) => {
  agent = await startAgent(...args);
  return agent;
};
afterEach(async () => {
  await agent?.close();
  agent = undefined;
});

describe("the stream itself", () => {
  const parse = (wire: string) =>
    wire
      .split("\n\n")
      .filter((frame) => frame.startsWith("data: "))
      .map((frame) => EventSchemas.parse(JSON.parse(frame.slice(6))));

  it("is server-sent events, with a comment while nothing is said", async () => {
    const { model, started } = hangingModel();
    const running = await start(model, { keepAliveMs: 20 });
    const input = runInput("hello");
    const response = await running.post(input);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toContain("no-cache");
    await started;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await running.post({ command: "stop", threadId: input.threadId });
    const wire = await response.text();
    expect(wire.match(/^: keep-alive\n\n/gm)?.length).toBeGreaterThan(1);
    expect(parse(wire).at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("refuses a second run of the same thread in the stream, and the first goes on", async () => {
    const { model, started } = hangingModel();
    const running = await start(model);
    const input = runInput("first");
    const first = await running.post(input);
    await started;
    const second = await running.post({ ...input, runId: "second" });
    expect(second.status).toBe(200);
    expect(parse(await second.text())).toMatchObject([
      { type: "RUN_ERROR", code: "RUN_IN_PROGRESS", metadata: { runId: "second" } },
    ]);
    await running.post({ command: "stop", threadId: input.threadId });
    expect(parse(await first.text()).at(-1)).toMatchObject({ type: "RUN_FINISHED", runId: input.runId });
  });

  it("refuses an answer to a question that nobody asked", async () => {
    const running = await start(new ScriptedModel(() => say("hi")));
    const resume = [{ interruptId: "i1", status: "resolved", payload: true }];
    const wire = await (await running.post(runInput("hello", { resume }))).text();
    expect(parse(wire).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "INTERRUPT_UNKNOWN" });
  });

  it("logs a stopped run as no error", async () => {
    const { model, started } = hangingModel();
    const running = await start(model);
    const input = runInput("hello");
    const response = await running.post(input);
    await started;
    await running.post({ command: "stop", threadId: input.threadId });
    await response.text();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(running.log()).toContain('"reason":"stopped"');
    expect(running.log()).not.toMatch(/"level":(?:40|50)/);
  });

  it("turns a failing model into a safe RUN_ERROR; the detail is in the log alone", async () => {
    const secret = "AccessDenied for arn:aws:iam::123456789012:role/secret-role";
    const model = new ScriptedModel(async function* () {
      yield* [];
      throw new Error(secret);
    });
    const running = await start(model);
    const wire = await (await running.post(runInput("hello"))).text();
    expect(parse(wire).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "AGENT_FAILED" });
    expect(wire).not.toMatch(/AccessDenied|secret-role|STRANDS_ERROR|stack/);
    expect(running.log()).toContain(secret);
  });

  it("closes what was open before it reports a failure in the middle of an answer", async () => {
    const model = new ScriptedModel(async function* () {
      yield { type: "modelMessageStartEvent", role: "assistant" } as const;
      yield { type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text: "Half an" } } as const;
      throw new Error("connection reset by secret.internal");
    });
    const running = await start(model);
    const wire = await (await running.post(runInput("hello"))).text();
    const events = parse(wire).map((event) => event.type);
    expect(events.slice(-2)).toEqual(["TEXT_MESSAGE_END", "RUN_ERROR"]);
    expect(wire).not.toContain("secret.internal");
    // The thread is not spoilt by it.
    const next = await (await running.post(runInput("again"))).text();
    expect(parse(next).at(-1)?.type).toBe("RUN_ERROR");
  });

  it("does not let one thread's failure reach the next run of that thread", async () => {
    const model = new ScriptedModel((n) => {
      if (n === 1) throw new Error("first time");
      return say("second time");
    });
    const running = await start(model);
    const user = client(running.url);
    await ask(user, "one").catch(() => undefined);
    await ask(user, "two");
    expect(answerOf(user)).toBe("second time");
  });

  it("ends the model call when the caller goes away", async () => {
    const { model, reached, started } = hangingModel();
    const running = await start(model);
    const controller = new AbortController();
    const input = runInput("hello");
    const response = await fetch(`${running.url}/invocations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(input),
      signal: controller.signal,
    });
    await started;
    const at = performance.now();
    controller.abort();
    await response.text().catch(() => undefined);
    expect((await reached) - at).toBeLessThan(300);
    await running.registry.idle();
  });
});
