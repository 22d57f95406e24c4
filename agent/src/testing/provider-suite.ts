import { afterEach, expect } from "vitest";
import type { ModelConfig } from "../config.ts";
import { identityOf } from "../models/identity.ts";
import { loadModel } from "../models/load.ts";
import { type Play, startProvider } from "./provider.ts";
import { type RunningAgent, startAgent } from "./start.ts";

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A provider that ends with its test. */
export async function provider(play: Play, protocol?: "http" | "http2") {
  const fake = await startProvider(play, protocol);
  open.push(fake);
  return fake;
}

/** An agent with the model of a configuration; it ends with its test. */
export async function agentWith(config: ModelConfig): Promise<RunningAgent> {
  const agent = await startAgent(await loadModel(config), { identity: identityOf(config) });
  open.push(agent);
  return agent;
}

/** Stops a run whose provider hangs, and expects the provider to be hung up on within 300 ms. */
export async function expectHangUp(
  agent: RunningAgent,
  fake: { asked: Promise<void>; closed: Promise<void> },
): Promise<void> {
  const input = {
    threadId: "thread-1",
    runId: "run-1",
    messages: [{ id: "u1", role: "user", content: "a long story" }],
    tools: [],
    context: [],
  };
  const response = await agent.post(input);
  await fake.asked;
  const at = performance.now();
  await agent.post({ command: "stop", threadId: "thread-1" });
  await fake.closed;
  expect(performance.now() - at).toBeLessThan(300);
  expect(await response.text()).toContain('"stopped":true');
}
