import { fileURLToPath } from "node:url";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { AGUI_ARN, eventually, type Harness, startHarness } from "../../dev/agentcore/fixtures/harness";
import { findAgent } from "../agentcore/registry";
import { handleCopilotRequest } from "../copilot/handler";
import type { RequestScope } from "../copilot/scope";
import { run, thread } from "../db/schema";
import { invocationsUrl } from "../local-defaults";
import { log } from "../log";
import { createBrowser, eventsOf, person, type Seen, startSite } from "./testing/site";
import { warmUp } from "./warm-up";

const COMMAND = [
  process.execPath,
  fileURLToPath(new URL("../../dev/agentcore/fixtures/mindful-agent.mjs", import.meta.url)),
];
type Error = Seen & { metadata: { traceId: string; awsRequestId?: string; runId: string; at: string } };

/** The site before a local AgentCore whose limits are short, and behind it an agent that starts anew in each microVM. */
describe("AgentCore's limits and its traces, on the way from the site to the agent's process", () => {
  let core: Harness;
  let site: Awaited<ReturnType<typeof startSite>>;
  let scope: RequestScope;

  async function begin(change: Parameters<typeof startHarness>[0], env: Record<string, string> = {}): Promise<void> {
    core = await startHarness({ ...change, runtime: { command: COMMAND, ...change?.runtime } });
    const url = invocationsUrl(core.core.origin, AGUI_ARN);
    const agents = ["full", "last"].map((history) => ({
      id: history,
      name: history,
      url,
      history,
      stop: "command",
      warm: true,
    }));
    set({ AGENTS: JSON.stringify(agents), ...env });
    scope = { ...person("a"), token: async () => ({ ok: true, token: await core.identity.token("a") }) };
  }
  /** The site reads its settings anew. */
  function set(env: Record<string, string>): void {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
  }
  beforeAll(async () => {
    site = await startSite("embedded");
  });
  afterAll(() => site.stop());
  afterEach(async () => {
    vi.restoreAllMocks();
    set({ RUN_MAX_MS: "" });
    await core.close();
  });

  const browserOf = (agentId: string) => createBrowser(handleCopilotRequest, scope, { agentId });
  type Browser = ReturnType<typeof browserOf>;
  const told = (events: Seen[]) =>
    JSON.parse(events.map((one) => (one.type === "TEXT_MESSAGE_CONTENT" ? one.delta : "")).join("")) as {
      pid: number;
      warm: number;
      given: number;
      memory: string[];
      traceparent: string;
    };
  const ask = async (browser: Browser, text: string) => told(await eventsOf(await browser.send(text)));
  /** As if all that went on in the thread had gone on so many minutes earlier. */
  const later = (browser: Browser, minutes: number) =>
    site.db
      .update(run)
      .set({
        startedAt: sql`${run.startedAt} - ${minutes} * interval '1 minute'`,
        endedAt: sql`${run.endedAt} - ${minutes} * interval '1 minute'`,
      })
      .where(eq(run.threadId, browser.threadId));

  it("the trace that the agent's process gets is the one in the error card, now and after a reload", async () => {
    await begin({});
    const browser = browserOf("full");
    const events = await eventsOf(await browser.send("fail"));
    const failed = events.at(-1) as Error;
    const [, traceId] = told(events).traceparent.split("-");
    expect(failed).toMatchObject({ type: "RUN_ERROR", code: "AGENT_FAILED" });
    expect(failed.metadata.traceId).toBe(traceId);
    expect(failed.metadata.awsRequestId).toBe((await core.invocations())[0]?.requestId);
    expect(JSON.stringify(failed)).not.toContain("secret");
    const { runId, ...known } = failed.metadata;
    const { view } = await browser.stored();
    expect(view.run).toMatchObject({ id: runId, error: { code: "AGENT_FAILED", ...known } });
    const next = await ask(browser, "next");
    expect(next.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(next.traceparent).not.toContain(traceId);
  });

  it("an event of the future is left out, and noted once for its type and run, where it can be found again", async () => {
    await begin({});
    const notes = vi.spyOn(log, "warn");
    const events = await eventsOf(await browserOf("full").send("odd"));
    expect(events.at(-1)?.type).toBe("RUN_FINISHED");
    expect(events.some(({ type }) => type.startsWith("HOLOGRAM"))).toBe(false);
    const [, traceId] = told(events).traceparent.split("-");
    const whose = { runId: events[0]?.runId, agentId: "full", traceId, requestId: scope.requestId };
    expect(notes.mock.calls.map(([entry]) => entry)).toEqual(
      [0, 1].map((n) => expect.objectContaining({ ...whose, detail: `unknown event type HOLOGRAM_${n}` })),
    );
  });

  it.each(["full", "last"])(
    "the service's longest stream ends as cut, and the next message works (%s)",
    async (agentId) => {
      await begin({ limits: { streamMs: 400 } });
      const browser = browserOf(agentId);
      expect((await eventsOf(await browser.send("talk"))).at(-1)?.code).toBe("STREAM_TRUNCATED");
      const { memory, given } = await ask(browser, "go on");
      expect(given).toBe(3);
      expect(memory).toEqual(["talk", expect.stringMatching(/^(word )+$/), "go on"]);
    },
  );

  it.each(["full", "last"])(
    "our own limit comes before it and says so, and the next message works (%s)",
    async (agentId) => {
      await begin({ limits: { streamMs: 30_000 } }, { RUN_MAX_MS: "400" });
      const browser = browserOf(agentId);
      const failed = (await eventsOf(await browser.send("talk"))).at(-1) as Error;
      expect(failed).toMatchObject({ type: "RUN_ERROR", code: "HOST_LIMIT" });
      const { runId, ...known } = failed.metadata;
      expect(known.traceId).toMatch(/^[0-9a-f]{32}$/);
      expect((await browser.stored()).view.run).toMatchObject({ id: runId, error: { code: "HOST_LIMIT", ...known } });
      set({ RUN_MAX_MS: "" });
      const { memory } = await ask(browser, "continue");
      // On a slow machine its time is up before the first word.
      expect(memory.filter((text) => !text.startsWith("word"))).toEqual(["talk", "continue"]);
    },
  );

  it.each(["full", "last"])(
    "a session that was idle for too long has forgotten all, and nothing is lost (%s)",
    async (agentId) => {
      await begin({ runtime: { idleTimeoutSeconds: 0.4 } });
      const browser = browserOf(agentId);
      const one = await ask(browser, "one");
      const sessionId = (await core.invocations()).at(-1)?.sessionId;
      await eventually(async () => (await core.sessionInfo(sessionId ?? ""))?.state === "stopped");
      await later(browser, 15);
      const two = await ask(browser, "two");
      expect(two.pid).not.toBe(one.pid);
      expect(two.memory).toEqual(["one", expect.stringContaining("pid"), "two"]);
      // What an agent keeps under its session's id outside of the process is found again.
      expect((await core.invocations()).at(-1)?.sessionId).toBe(sessionId);
    },
  );

  it("an agent that remembers gets its whole history once after a pause, and only what is new before and after", async () => {
    await begin({});
    const browser = browserOf("last");
    const given = [(await ask(browser, "one")).given];
    given.push((await ask(browser, "two")).given);
    await later(browser, 12);
    given.push((await ask(browser, "three")).given);
    await later(browser, 14);
    given.push((await ask(browser, "four")).given);
    const five = await ask(browser, "five");
    expect([...given, five.given]).toEqual([1, 1, 1, 7, 1]);
    expect(five.memory.filter((text) => !text.includes("pid") && text !== "answered")).toEqual([
      "one",
      "two",
      "three",
      "four",
      "five",
    ]);
  });

  it("the longest life of a session counts as well, however busy it is", async () => {
    await begin({});
    const browser = browserOf("last");
    await ask(browser, "one");
    await later(browser, 8 * 60);
    await site.db.update(run).set({ endedAt: sql`now()` }).where(eq(run.threadId, browser.threadId));
    expect((await ask(browser, "two")).given).toBe(3);
  });

  it("the first message finds the session that was started ahead, and a conversation that nobody opens has none", async () => {
    await begin({});
    const agent = findAgent("full");
    if (!agent) throw new Error("no such agent");
    const browser = browserOf("full");
    await warmUp({ scope, agent, threadId: browser.threadId });
    const warmed = (await core.invocations()).map(({ op, body, sessionId }) => ({ op, body, sessionId }));
    expect(warmed).toMatchObject([
      { op: "invoke", body: JSON.stringify({ command: "warm", threadId: browser.threadId }) },
    ]);
    const { pid } = (await core.sessionInfo(warmed[0]?.sessionId ?? "")) ?? {};
    expect(await site.db.select().from(thread).where(eq(thread.id, browser.threadId))).toEqual([]);
    expect(await ask(browser, "one")).toMatchObject({ pid, warm: 1 });
    const other = await ask(browserOf("full"), "one");
    expect(other).toMatchObject({ warm: 0 });
    expect(other.pid).not.toBe(pid);
    expect((await core.invocations()).filter(({ body }) => body?.includes("command"))).toHaveLength(1);
  });

  it("a message that meets the start of its session is tried until that is over", async () => {
    await begin({});
    await core.faults([{ kind: "status", status: 409, times: 4 }]);
    expect((await ask(browserOf("full"), "one")).memory).toEqual(["one"]);
  });
});
