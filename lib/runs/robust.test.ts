import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { getConfig } from "../config";
import { handleCopilotRequest } from "../copilot/handler";
import { message, run, runEvent, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { deleteThreads } from "../threads/delete-threads";
import { purge } from "../upkeep/purge";
import { interruptStale } from "./interrupt";
import { keepMessages } from "./keep";
import { stopRun } from "./stop-run";
import { begin, event, held, reply, sse } from "./testing/fake-agent";
import { keepWhenAsked } from "./testing/keep-now";
import { orphan, startRunning, statusOf } from "./testing/running";
import { createBrowser, type Engine, eventsOf, input, person, resetAgent, startSite } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const a = person("a");
const userId = a.user.id;

/** What must not happen, whatever an agent, a slow process or a person in a hurry does. */
describe.each(engines)("runs that are treated badly, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => {
    vi.restoreAllMocks();
    resetAgent(site.agent);
  });
  const browserOf = () => createBrowser(handleCopilotRequest, a);

  it("stores what can be stored when ids repeat, are another's, or are none", async () => {
    const browser = browserOf();
    await (await browser.send("q")).text();
    const [question, answer] = (await browser.stored()).messages;
    const runId = randomUUID();
    const place = { userId, threadId: browser.threadId, runId, baseMessageId: answer?.id ?? "" };
    const said = (id: string) => ({ id, role: "assistant" as const, content: id });
    const ids = ["m", "m", question?.id ?? "", answer?.id ?? "", "a\0b", "\ud83d", "x".repeat(3_000), ""];
    await site.db.transaction((tx) =>
      keepMessages(tx, place, { messages: ids.map(said), state: {} }, { ended: "whole" }),
    );
    expect((await browser.stored()).texts).toEqual(["q", "hello", "m"]);
  });

  it("ends a run whose log makes no sense without it, and the others all the same", async () => {
    const bad = await startRunning(site);
    const good = await startRunning(site);
    await orphan(site, bad.runId);
    await site.db.update(run).set({ heartbeatAt: sql`now() - interval '2 minutes'` }).where(eq(run.id, bad.runId));
    await orphan(site, good.runId);
    await site.db.update(runEvent).set({ events: sql`'[{"type": 7}, null]'` }).where(eq(runEvent.runId, bad.runId));
    await interruptStale(site.db, { staleMs: 45_000 });
    expect([await statusOf(site, bad.runId), await statusOf(site, good.runId)]).toEqual(["interrupted", "interrupted"]);
    expect((await good.browser.stored()).texts).toEqual(["q", "seen"]);
    expect((await bad.browser.stored()).texts[0]).toBe("q");
    for (const { answer, events } of [bad, good]) {
      answer.end();
      await events;
    }
  });

  it("does not end its own live run because a heartbeat was late", async () => {
    const { browser, runId, answer, events } = await startRunning(site);
    await site.db.update(run).set({ heartbeatAt: sql`now() - interval '1 minute'` }).where(eq(run.id, runId));
    const reading = browser.stored();
    answer.more(" and more");
    answer.end();
    await reading;
    expect((await events).at(-1)?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual(["q", "seen and more"]);
  });

  it("shows the earlier answer again when a new one was stopped before its first word", async () => {
    const browser = browserOf();
    await (await browser.send("q")).text();
    const runId = randomUUID();
    const keepNow = keepWhenAsked();
    site.agent.answer = (response) =>
      void sse(response).write(begin + event({ type: "TEXT_MESSAGE_START", messageId: "blank", role: "assistant" }));
    const turn = { op: "regenerate", parentId: browser.lastId(), targetId: browser.lastId() };
    const events = browser.run(input(browser.threadId, [], turn, { runId })).then(eventsOf);
    const rows = () => site.db.select().from(message).where(eq(message.runId, runId));
    const isKept = async () => {
      keepNow();
      expect(await rows()).toHaveLength(1);
    };
    await vi.waitFor(isKept, { timeout: 8_000 });
    await stopRun(site.db, { runId, scope: a });
    await events;
    expect((await browser.stored()).texts).toEqual(["q", "hello"]);
    expect(await rows()).toHaveLength(0);
  }, 15_000);

  it("sends an agent no half JSON", async () => {
    const browser = browserOf();
    const runId = randomUUID();
    site.agent.answer = (response) =>
      void sse(response).write(
        begin +
          event({ type: "TOOL_CALL_START", toolCallId: "c", toolCallName: "look" }) +
          event({ type: "TOOL_CALL_ARGS", toolCallId: "c", delta: '{"city": "To' }),
      );
    const events = browser.send("q", runId).then(eventsOf);
    const last = async () => (await site.db.select().from(run).where(eq(run.id, runId)))[0]?.lastSeq;
    await vi.waitFor(async () => expect(await last()).toBe(2));
    await stopRun(site.db, { runId, scope: a });
    await events;
    site.agent.answer = reply("ok");
    await (await browser.send("next")).text();
    const sent = site.agent.runs().at(-1)?.body.messages ?? [];
    const calls = sent.flatMap((one) => (one.role === "assistant" ? (one.toolCalls ?? []) : []));
    expect(calls.map((call) => call.function.arguments)).toEqual(["{}"]);
  });

  it("deletes a thread in the moment in which its answer ends, again and again", async () => {
    for (let round = 0; round < 25; round++) {
      const browser = browserOf();
      const answer = held("x");
      site.agent.answer = answer.answer;
      const calls = site.agent.runs().length;
      const events = browser.send("q").then(eventsOf);
      await vi.waitFor(() => expect(site.agent.runs()).toHaveLength(calls + 1), { interval: 5 });
      answer.end();
      await new Promise((resolve) => setTimeout(resolve, round % 7));
      expect(await deleteThreads(site.db, { userId, threadId: browser.threadId })).toBe(1);
      await events;
    }
  }, 30_000);

  it("keeps a deleted thread's answer, should its owner want it back", async () => {
    const { browser, events, answer } = await startRunning(site);
    await deleteThreads(site.db, { userId, threadId: browser.threadId });
    await events;
    await site.db.update(thread).set({ deletedAt: null }).where(eq(thread.id, browser.threadId));
    expect((await browser.stored()).texts).toEqual(["q", "seen"]);
    answer.end();
  });

  it("goes on while the database is away, and writes everything down when it is back", async () => {
    const { browser, runId, answer, events } = await startRunning(site, "one ");
    const away = vi.spyOn(site.db, "transaction").mockRejectedValue(new Error("the database is away"));
    const logless = vi.spyOn(site.db, "execute").mockRejectedValue(new Error("the database is away"));
    answer.more("two ");
    answer.more("three");
    answer.end();
    await vi.waitFor(() => expect(away.mock.calls.length).toBeGreaterThan(2), { timeout: 5_000 });
    away.mockRestore();
    logless.mockRestore();
    expect((await events).at(-1)?.type).toBe("RUN_FINISHED");
    expect(await statusOf(site, runId)).toBe("completed");
    expect((await browser.stored()).texts).toEqual(["q", "one two three"]);
  }, 20_000);

  it("purges logs that nobody comes back to, and threads that nobody wants back", async () => {
    const [old, fresh, gone] = [browserOf(), browserOf(), browserOf()];
    for (const browser of [old, fresh, gone]) await (await browser.send("q")).text();
    const of = (browser: typeof old) => eq(run.threadId, browser.threadId);
    await site.db.update(run).set({ endedAt: sql`now() - interval '25 hours'` }).where(of(old));
    await site.db
      .update(thread)
      .set({ deletedAt: sql`now() - interval '31 days'` })
      .where(eq(thread.id, gone.threadId));
    await purge(site.db, getConfig());
    const logged = await site.db
      .select({ threadId: run.threadId })
      .from(runEvent)
      .innerJoin(run, eq(run.id, runEvent.runId));
    const threads = new Set(logged.map((row) => row.threadId));
    expect([threads.has(old.threadId), threads.has(fresh.threadId), threads.has(gone.threadId)]).toEqual([
      false,
      true,
      false,
    ]);
    expect((await old.stored()).texts).toEqual(["q", "hello"]);
    expect(await site.db.select().from(message).where(eq(message.threadId, gone.threadId))).toHaveLength(0);
  });

  it("a message that comes while this process drains is refused before anything is stored", async () => {
    const holder = globalThis as unknown as Record<symbol, boolean>;
    const draining = Symbol.for("agentcore-chat.draining");
    const browser = browserOf();
    holder[draining] = true;
    try {
      const events = await eventsOf(await browser.send("q"));
      expect(events.map(({ type, code }) => [type, code])).toEqual([["RUN_ERROR", "RESTARTING"]]);
      expect(await site.db.select().from(thread).where(eq(thread.id, browser.threadId))).toEqual([]);
    } finally {
      holder[draining] = false;
    }
  });

  it("a run that begins when this process is about to end is interrupted at once", async () => {
    const { interruptLiveRuns } = await import("./lease-keeper");
    const holder = globalThis as unknown as Record<symbol, { leaving: boolean }>;
    interruptLiveRuns();
    const browser = browserOf();
    site.agent.answer = held("x").answer;
    expect((await eventsOf(await browser.send("q"))).at(-1)?.code).toBe("STREAM_TRUNCATED");
    const keeper = holder[Symbol.for("agentcore-chat.lease-keeper")];
    if (keeper) keeper.leaving = false;
    expect((await browser.stored()).view.run?.status).toBe("interrupted");
  });
});
