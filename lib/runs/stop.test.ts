import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import { run, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { readEvents } from "./read-events";
import { stopRun } from "./stop-run";
import { begin, event, held, reply, say, sse } from "./testing/fake-agent";
import { startRunning, statusOf } from "./testing/running";
import {
  createBrowser,
  type Engine,
  eventsOf,
  input,
  person,
  post,
  resetAgent,
  SITE,
  said,
  startSite,
} from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const [a, b] = [person("a"), person("b")];
const browserOf = (scope = a) => createBrowser(handleCopilotRequest, scope);
const userId = a.user.id;

describe.each(engines)("stop on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine, { RUN_HEARTBEAT_MS: "100", RUN_STALE_MS: "600" });
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const running = (words?: string) => startRunning(site, words);

  it("stops: upstream closed, container told in the same session, words kept, next message at once", async () => {
    const { browser, closed, runId, events, answer } = await running();
    expect(await stopRun(site.db, { runId, scope: a })).toEqual({ stopped: true, status: "stopped" });
    expect((await events).at(-1)).toMatchObject({ type: "RUN_FINISHED", result: { stopped: true } });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    await vi.waitFor(() => expect(site.agent.calls.at(-1)?.body).toMatchObject({ command: "stop", runId }));
    expect(new Set(site.agent.calls.map((call) => call.sessionId)).size).toBe(1);
    answer.more(" and more");
    site.agent.answer = reply("next");
    expect((await eventsOf(await browser.send("again"))).at(-1)?.type).toBe("RUN_FINISHED");
    const { texts, view } = await browser.stored();
    expect(texts).toEqual(["q", "seen", "again", "next"]);
    expect(view.marks).toEqual({ [answer.id]: "stopped" });
  });

  it("a stop that another instance wrote down is obeyed within a second", async () => {
    const { runId, events } = await running();
    const from = Date.now();
    await site.db.update(run).set({ stopRequestedAt: sql`now()` }).where(eq(run.id, runId));
    expect((await events).at(-1)).toMatchObject({ type: "RUN_FINISHED", result: { stopped: true } });
    expect(Date.now() - from).toBeLessThan(3_000);
  });

  it("a late stop meets nothing, and never the next run", async () => {
    const first = await running();
    await stopRun(site.db, { runId: first.runId, scope: a });
    await first.events;
    const answer = held("on");
    site.agent.answer = answer.answer;
    const before = site.agent.runs().length;
    const next = first.browser.send("next");
    await vi.waitFor(() => expect(site.agent.runs()).toHaveLength(before + 1));
    expect(await stopRun(site.db, { runId: first.runId, scope: a })).toEqual({ stopped: false, status: "stopped" });
    answer.end();
    expect((await eventsOf(await next)).at(-1)).toMatchObject({ type: "RUN_FINISHED" });
  });

  it("somebody else's run is none: not stopped, not seen", async () => {
    const { runId, answer, events } = await running();
    expect(await stopRun(site.db, { runId, scope: b })).toBeNull();
    expect(await stopRun(site.db, { runId: randomUUID(), scope: b })).toBeNull();
    answer.end();
    expect((await events).at(-1)).toMatchObject({ type: "RUN_FINISHED" });
    expect(await statusOf(site, runId)).toBe("completed");
  });

  it("CopilotKit's own stop does the same, with and without a body, from our pages only", async () => {
    const { browser, events } = await running();
    const path = `/agent/helper/stop/${browser.threadId}`;
    expect(await (await handleCopilotRequest(post(path, { runId: randomUUID() }), a)).json()).toMatchObject({
      stopped: false,
    });
    const bare = (origin: string) =>
      handleCopilotRequest(new Request(`${SITE}/api/copilotkit${path}`, { method: "POST", headers: { origin } }), a);
    expect((await bare("https://evil.example")).status).toBe(403);
    expect(await (await bare(SITE)).json()).toMatchObject({ stopped: true });
    expect((await events).at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("answers the tool calls that a stop cuts short", async () => {
    const browser = browserOf();
    site.agent.answer = (response) =>
      void sse(response).write(begin + event({ type: "TOOL_CALL_START", toolCallId: "c1", toolCallName: "pay" }));
    const runId = randomUUID();
    const events = eventsOf(await browser.send("q", runId));
    await vi.waitFor(async () => expect(await statusOf(site, runId)).toBe("running"));
    await vi.waitFor(() => expect(site.agent.runs()).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await stopRun(site.db, { runId, scope: a });
    await events;
    const tool = (await browser.stored()).messages.find((message) => message.role === "tool");
    expect(tool).toMatchObject({ toolCallId: "c1", content: '{"error":"stopped"}' });
  });

  it("gives the same as JSON: each word once, cursors rising, the end with its view", async () => {
    const { browser, answer, runId, events } = await running("one ");
    const { threadId } = browser;
    const read = async (after: string | null) => {
      const page = await readEvents(site.db, { userId, threadId, after });
      if (!page) throw new Error("no such thread");
      return page;
    };
    const first = await read(null);
    expect(first).toMatchObject({ run: { id: runId, status: "running" }, done: false, events: [] });
    let text = String(first.messages?.[1]?.content ?? "");
    let { cursor } = first;
    const cursors = [cursor];
    const follow = async () => {
      const page = await read(cursor);
      text += page.events.map((one) => (one as { delta?: string }).delta ?? "").join("");
      cursor = page.cursor;
      cursors.push(cursor);
      return page;
    };
    await follow();
    answer.more("two ");
    await vi.waitFor(async () => {
      await follow();
      expect(text).toBe("one two ");
    });
    answer.more("three");
    answer.end();
    await events;
    const last = await follow();
    expect(text).toBe("one two three");
    expect(last).toMatchObject({ done: true, run: { status: "completed" }, view: { run: { status: "completed" } } });
    const numbers = cursors.map((one) => Number(one.split(".")[1]));
    expect(numbers).toEqual(numbers.toSorted((x, y) => x - y));
    expect(await readEvents(site.db, { userId: b.user.id, threadId, after: null })).toBeNull();
    expect(await readEvents(site.db, { userId: b.user.id, threadId, after: cursor })).toBeNull();
    await site.db.update(thread).set({ deletedAt: sql`now()` }).where(eq(thread.id, threadId));
    expect(await readEvents(site.db, { userId, threadId, after: cursor })).toBeNull();
  });

  it("tells an agent whose stream broke off to stop, and sends the next message only when it has heard", async () => {
    const browser = browserOf();
    site.agent.answer = (response) => void sse(response).write(begin + say("bro", "m1"), () => response.destroy());
    let heard: () => void = () => undefined;
    site.agent.command = (response) => {
      heard = () => response.end('{"stopped":true}');
    };
    await (await browser.send("q")).text();
    await vi.waitFor(() => expect(site.agent.calls.map((call) => call.body.command)).toContain("stop"));
    site.agent.answer = reply("whole");
    const again = browser.send("again");
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(site.agent.calls).toHaveLength(2);
    heard();
    expect((await eventsOf(await again)).at(-1)?.type).toBe("RUN_FINISHED");
    expect(site.agent.calls.map((call) => call.body.command ?? "run")).toEqual(["run", "stop", "run"]);
  });

  it("stops at once while it waits for the agent to hear of an earlier end", async () => {
    const browser = browserOf();
    site.agent.answer = (response) => void sse(response).write(begin + say("bro", "m1"), () => response.destroy());
    site.agent.command = () => undefined;
    await (await browser.send("q")).text();
    await vi.waitFor(() => expect(site.agent.calls.map((call) => call.body.command)).toContain("stop"));
    const runId = randomUUID();
    const waiting = eventsOf(await browser.send("again", runId));
    await vi.waitFor(async () => expect(await statusOf(site, runId)).toBe("running"));
    expect(await stopRun(site.db, { runId, scope: a })).toEqual({ stopped: true, status: "stopped" });
    expect((await waiting).at(-1)).toMatchObject({ type: "RUN_FINISHED", result: { stopped: true } });
    expect(site.agent.runs()).toHaveLength(1);
  });

  it("lets go of an agent whose events make no sense, and says that it failed", async () => {
    const closed = vi.fn();
    site.agent.answer = (response) => {
      response.on("close", closed);
      sse(response).write(begin + event({ type: "TEXT_MESSAGE_CONTENT", messageId: "never begun", delta: "x" }));
    };
    expect((await eventsOf(await browserOf().send("q"))).at(-1)?.code).toBe("AGENT_FAILED");
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    await vi.waitFor(() => expect(site.agent.calls.at(-1)?.body.command).toBe("stop"));
  });

  it("ends by itself when its time is used up, and tells the agent", async () => {
    vi.stubEnv("RUN_MAX_MS", "300");
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
    const browser = browserOf();
    site.agent.answer = held("so far").answer;
    expect((await eventsOf(await browser.send("q"))).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "HOST_LIMIT" });
    const { texts, view } = await browser.stored();
    expect(texts).toEqual(["q", "so far"]);
    expect(view.run).toMatchObject({ status: "error", error: { code: "HOST_LIMIT" } });
    await vi.waitFor(() => expect(site.agent.calls.at(-1)?.body.command).toBe("stop"));
    vi.stubEnv("RUN_MAX_MS", "");
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
  });

  it("its time is counted from when its request came, and the agent has been told when the host may stop the process", async () => {
    vi.stubEnv("RUN_MAX_MS", "20000");
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
    site.agent.answer = held("so far").answer;
    const works: Promise<unknown>[] = [];
    const late = { ...a, startedAt: Date.now() - 19_700, hold: (work: Promise<unknown>) => void works.push(work) };
    let told = false;
    site.agent.command = (response) => {
      setTimeout(() => {
        told = true;
        response.end('{"stopped":true}');
      }, 200);
    };
    const from = Date.now();
    const asking = post("/agent/helper/run", input(randomUUID(), [said("q")]));
    const last = (await eventsOf(await handleCopilotRequest(asking, late))).at(-1);
    expect(last).toMatchObject({ type: "RUN_ERROR", code: "HOST_LIMIT" });
    expect(Date.now() - from).toBeLessThan(10_000);
    await Promise.all(works);
    expect(works).toHaveLength(1);
    expect(told).toBe(true);
    vi.stubEnv("RUN_MAX_MS", "");
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
  });
});
