import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createLog } from "../log.ts";
import type { Engine } from "../runs/engine.ts";
import { RunRegistry } from "../runs/registry.ts";
import { hangingModel, ScriptedModel } from "../testing/fake-models.ts";
import { type RunningAgent, runInput, startAgent } from "../testing/start.ts";
import { drain } from "./listen.ts";

let agent: RunningAgent | undefined;
let reader: Socket | undefined;
const start = async (...args: Parameters<typeof startAgent>) => {
  agent = await startAgent(...args);
  return agent;
};
afterEach(async () => {
  reader?.destroy();
  await agent?.close();
  agent = undefined;
});

/** Sends a run over a connection that it never reads from, and waits until the agent has stopped writing to it. */
async function stall(running: RunningAgent, input: object, sent: () => number): Promise<Socket> {
  const body = JSON.stringify(input);
  reader = connect(Number(new URL(running.url).port), "127.0.0.1").pause();
  const head = ["POST /invocations HTTP/1.1", "host: x", "content-type: application/json"];
  reader.write([...head, `content-length: ${Buffer.byteLength(body)}`, "", body].join("\r\n"));
  for (let before = -1; sent() === 0 || sent() !== before; ) {
    before = sent();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return reader;
}

/** A model without an end; a reader has to be behind by more than the system's buffers hold. */
function endlessModel() {
  let chunks = 0;
  const model = new ScriptedModel(async function* () {
    yield { type: "modelMessageStartEvent", role: "assistant" };
    for (;;) {
      chunks++;
      await new Promise((resolve) => setImmediate(resolve));
      yield { type: "modelContentBlockDeltaEvent", delta: { type: "textDelta", text: "x".repeat(500_000) } };
    }
  });
  return { model, chunks: () => chunks };
}

describe("a reader who stopped reading", () => {
  it("does not keep a run from being stopped, nor its connection open", async () => {
    const { model, chunks } = endlessModel();
    const running = await start(model, { lastReadMs: 50 });
    const input = runInput("go on for ever");
    const socket = await stall(running, input, chunks);
    expect(running.registry.size).toBe(1);
    const closed = once(socket, "close");
    const stop = await running.post({ command: "stop", threadId: input.threadId });
    expect(await stop.json()).toEqual({ command: "stop", stopped: true });
    await running.registry.idle();
    // Had the agent kept the connection, what comes now would be read to its end and nothing would close it.
    await new Promise((resolve) => setTimeout(resolve, 200));
    socket.on("error", () => undefined).resume();
    await closed;
  });

  it("does not keep the process from ending", async () => {
    const { model, chunks } = endlessModel();
    const running = await start(model);
    await stall(running, runInput("go on for ever"), chunks);
    const at = performance.now();
    await running.close();
    agent = undefined;
    expect(performance.now() - at).toBeLessThan(2500);
  });
});

describe("a run that ends while the agent is still being loaded", () => {
  const loading = new Promise<Engine>(() => undefined);

  it("ends at once, with a stream that is whole", async () => {
    const running = await start(hangingModel().model, { engine: loading });
    const input = runInput("hello");
    const response = await running.post(input);
    while (running.registry.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await running.post({ command: "stop", threadId: input.threadId });
    const events = (await response.text()).split("\n\n").filter(Boolean);
    expect(events.map((event) => JSON.parse(event.slice(6)))).toMatchObject([
      { type: "RUN_STARTED", runId: input.runId },
      { type: "RUN_FINISHED", runId: input.runId, result: { stopped: true } },
    ]);
    expect(running.registry.size).toBe(0);
  });

  it("gives up its place when the caller goes away, in either form", async () => {
    const running = await start(hangingModel().model, { engine: loading });
    for (const body of [runInput("hello"), { prompt: "hello" }]) {
      const controller = new AbortController();
      const sent = fetch(`${running.url}/invocations`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: controller.signal,
      });
      while (running.registry.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      controller.abort();
      await sent.then((response) => response.text()).catch(() => undefined);
      await running.registry.idle();
    }
  });
});

describe("drain", () => {
  it("does not wait for a run that never ends", async () => {
    const registry = new RunRegistry();
    registry.begin("t", "r");
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const lines: string[] = [];
    const log = createLog("error", { write: (line: string) => void lines.push(line) });
    await drain(server, registry, 0, log);
    expect(server.listening).toBe(false);
    expect(lines.join("")).toContain("did not end");
  });
});
