import { once } from "node:events";
import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { boot } from "./testing/boot.ts";
import { runInput } from "./testing/start.ts";

const post = (url: string, body: unknown) =>
  fetch(`${url}/invocations`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

// Starting a process takes its time on a busy machine.
describe("the agent as a process", { timeout: 60_000 }, () => {
  it("answers, and ends with 0 on SIGTERM after a short answer has finished", async () => {
    const agent = boot({ DEMO_PACE: "0.5" });
    const url = await agent.ready();
    expect(await (await fetch(`${url}/ping`)).text()).toBe('{"status":"Healthy"}');
    const response = await post(url, runInput("Write a 30-word story about tea"));
    agent.child.kill("SIGTERM");
    expect(await response.text()).toContain('"RUN_FINISHED"');
    expect(await agent.exit).toBe(0);
  });

  it("takes nothing new after SIGTERM, and ends a long answer with a safe error when its time is up", async () => {
    const agent = boot({ DRAIN_MS: "700" });
    const url = await agent.ready();
    const long = await post(url, runInput("Write a 3000-word story about tea"));
    agent.child.kill("SIGTERM");
    let refused = await post(url, { prompt: "hi" });
    // The signal may arrive a moment after the request that follows it, which then is answered or ended like the long one. An
    // agent that never refuses is gone before it has, and there is no answer.
    while (refused.status !== 503) refused = await post(url, { prompt: "hi" });
    const wire = await long.text();
    expect(wire).toMatch(/"RUN_ERROR","code":"AGENT_FAILED","message":"The agent was shut down before it finished/);
    expect(await agent.exit).toBe(0);
  });

  it("says which port is taken and what to do, and ends with 1", async () => {
    const other = createServer().listen(0, "0.0.0.0");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? String(address.port) : "";
    const agent = boot({ PORT: port });
    expect(await agent.exit).toBe(1);
    expect(agent.err()).toBe(`Port ${port} is taken. End what uses it, or set PORT to another, such as PORT=8081.\n`);
    expect(agent.out()).not.toContain("agent ready");
    other.close();
  });

  it("names every bad variable at once, and ends with 1", async () => {
    const agent = boot({ PORT: "eighty", MODEL_PROVIDER: "openai" });
    expect(await agent.exit).toBe(1);
    for (const name of ["PORT", "MODEL_ID", "OPENAI_API_KEY"]) expect(agent.err()).toContain(`  ${name} `);
  });
});
