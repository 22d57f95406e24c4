import { Writable } from "node:stream";
import { type BaseEvent, HttpAgent } from "@ag-ui/client";
import type { Model } from "@strands-agents/sdk";
import { createLog } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";
import { createEngine, type EngineOptions } from "../runs/engine.ts";
import { RunRegistry } from "../runs/registry.ts";
import { type AppOptions, createApp } from "../server/app.ts";
import { drain, listen } from "../server/listen.ts";

export const DEMO: ModelIdentity = { provider: "demo", id: "demo", demo: true };

/** The agent on a free port of this machine, its log in memory. */
export async function startAgent(
  model: Model,
  { storage, tools, ...options }: Partial<AppOptions> & EngineOptions = {},
) {
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const registry = new RunRegistry();
  let isDraining = false;
  const log = createLog("debug", sink);
  const identity = options.identity ?? DEMO;
  const engine = createEngine(model, identity, log, { storage, tools });
  const app = createApp({ engine, identity, log, registry, draining: () => isDraining, ...options });
  const { server, port } = await listen(app, 0, "127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    registry,
    log: () => lines.join(""),
    post: (body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${url}/invocations`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    beginDraining: () => {
      isDraining = true;
    },
    close: async () => {
      registry.endAll("shutdown");
      await drain(server, registry, 0, log);
    },
  };
}

export type RunningAgent = Awaited<ReturnType<typeof startAgent>>;

export function runInput(text: string, more: Record<string, unknown> = {}) {
  const id = crypto.randomUUID();
  return {
    threadId: `thread-${id}`,
    runId: `run-${id}`,
    messages: [{ id: `user-${id}`, role: "user", content: text }],
    tools: [],
    context: [],
    state: {},
    forwardedProps: {},
    ...more,
  };
}

/** A stock AG-UI client; it verifies the order of events and fails on any it does not know. */
export function client(url: string, options: { threadId?: string; headers?: Record<string, string> } = {}) {
  return new HttpAgent({ url: `${url}/invocations`, threadId: options.threadId ?? crypto.randomUUID(), ...options });
}

/** Says something through a client and collects every event. */
export async function ask(agent: HttpAgent, text: string, onEvent: (event: BaseEvent) => void = () => {}) {
  const events: BaseEvent[] = [];
  agent.addMessage({ id: crypto.randomUUID(), role: "user", content: text });
  await agent.runAgent(
    {},
    {
      onEvent: ({ event }) => {
        events.push(event);
        onEvent(event);
      },
    },
  );
  return events;
}

export const answerOf = (agent: HttpAgent): string => {
  const last = agent.messages.filter((m) => m.role === "assistant" && m.content).at(-1);
  return typeof last?.content === "string" ? last.content : "";
};
