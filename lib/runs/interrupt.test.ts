import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import { run } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { interruptLeftBehind, interruptStale } from "./interrupt";
import { liveRun } from "./lease-keeper";
import { stopRun } from "./stop-run";
import { begin, close, event, reply, say, sse } from "./testing/fake-agent";
import { orphan, startRunning, statusOf } from "./testing/running";
import { createBrowser, type Engine, eventsOf, person, resetAgent, startSite } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const [a, _b] = [person("a"), person("b")];
const browserOf = (scope = a) => createBrowser(handleCopilotRequest, scope);
const _userId = a.user.id;

describe.each(engines)("runs whose owner is gone, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine, { RUN_HEARTBEAT_MS: "100", RUN_STALE_MS: "600" });
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const running = (words?: string) => startRunning(site, words);

  it("a run whose owner is gone is interrupted by whoever comes by, with everything that was in the log", async () => {
    const { browser, runId, events, answer } = await running();
    await orphan(site, runId);
    const { texts, view } = await browser.stored();
    expect(texts).toEqual(["q", "seen"]);
    expect(view).toMatchObject({
      run: { id: runId, status: "interrupted", error: null },
      marks: { [answer.id]: "interrupted" },
    });
    // The owner was only slow: what it says now counts for nothing, and its reader is told.
    answer.more(" too late");
    answer.end();
    expect((await events).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "STREAM_TRUNCATED" });
    expect((await browser.stored()).texts).toEqual(["q", "seen"]);
    site.agent.answer = reply("whole");
    expect((await eventsOf(await browser.again())).at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("a reader elsewhere sees the end of a run whose owner died while it was being read", async () => {
    const { browser, runId, events, answer } = await running();
    const reading = eventsOf(await browser.connect());
    await orphan(site, runId);
    await interruptStale(site.db, { staleMs: 600 });
    const seen = await reading;
    expect(seen.findLast((one) => one.name === "thread-view")?.value?.run?.status).toBe("interrupted");
    expect(seen.at(-1)?.type).toBe("RUN_FINISHED");
    answer.end();
    await events;
  });

  it("whoever asked to stop a run that then lost its owner has it stopped", async () => {
    const { runId, events, answer } = await running();
    await orphan(site, runId);
    expect(await stopRun(site.db, { runId, scope: a })).toEqual({ stopped: true, status: "stopped" });
    await vi.waitFor(() => expect(site.agent.calls.some((call) => call.body.command === "stop")).toBe(true));
    answer.end();
    await events;
  });

  it("what an earlier process left running is interrupted at boot, and its open tool calls are answered", async () => {
    const browser = browserOf();
    site.agent.answer = (response) =>
      void sse(response).write(
        begin +
          say("let me", "m") +
          close("m") +
          event({ type: "TOOL_CALL_START", toolCallId: "c1", toolCallName: "look", parentMessageId: "m" }) +
          event({ type: "TOOL_CALL_ARGS", toolCallId: "c1", delta: "{}" }) +
          event({ type: "TOOL_CALL_END", toolCallId: "c1" }),
      );
    const runId = randomUUID();
    const events = eventsOf(await browser.send("q", runId));
    await vi.waitFor(async () =>
      expect((await site.db.select().from(run).where(eq(run.id, runId)))[0]?.lastSeq).toBe(6),
    );
    await site.db.update(run).set({ ownerInstance: "gone" }).where(eq(run.id, runId));
    expect(await interruptLeftBehind(site.db)).toBe(1);
    const { messages, view } = await browser.stored();
    expect(messages.map((message) => message.role)).toEqual(["user", "assistant", "tool"]);
    expect(view.run?.status).toBe("interrupted");
    await events;
  });

  it("a process that goes away ends its runs as interrupted, with what they said, and tells the agent", async () => {
    const { browser, runId, events } = await running("said so far");
    const live = liveRun(runId);
    live?.interrupt();
    await live?.ended;
    expect((await events).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "STREAM_TRUNCATED" });
    expect(await statusOf(site, runId)).toBe("interrupted");
    expect((await browser.stored()).texts).toEqual(["q", "said so far"]);
    expect(site.agent.calls.at(-1)?.body.command).toBe("stop");
  });

  it("the next run after an interrupted one waits until the agent has heard of that end", async () => {
    const { browser, runId, events, answer } = await running();
    await orphan(site, runId);
    await interruptStale(site.db, { staleMs: 600 });
    site.agent.answer = reply("next");
    site.agent.calls.length = 0;
    await (await browser.again()).text();
    // On a slow machine the owner notices meanwhile that it has lost the run, and tells the agent too.
    const before = site.agent.calls.slice(
      0,
      site.agent.calls.findIndex(({ body }) => body.command === undefined),
    );
    expect(before.length).toBeGreaterThan(0);
    for (const { body } of before) expect(body).toMatchObject({ command: "stop", runId });
    answer.end();
    await events;
  });

  it("keeps a live run alive for longer than a silent one may be", async () => {
    const { runId, events, answer } = await running();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await interruptStale(site.db, { staleMs: 600 })).toBe(0);
    answer.end();
    expect((await events).at(-1)?.type).toBe("RUN_FINISHED");
    expect(await statusOf(site, runId)).toBe("completed");
  });
});
