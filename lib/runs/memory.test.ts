import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import { run, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { changeThread } from "../threads/change-thread";
import { interruptStale } from "./interrupt";
import { stopRun } from "./stop-run";
import { begin, reply, sse } from "./testing/fake-agent";
import { orphan, startRunning } from "./testing/running";
import { createBrowser, type Engine, eventsOf, input, person, resetAgent, said, startSite } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const a = person("a");

/** An agent with a memory of its own is sent what that memory lacks, and never speaks to a session that was ended. */
describe.each(engines)("sessions and memory on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const mindful = () => createBrowser(handleCopilotRequest, a, { agentId: "mindful" });
  const asked = () =>
    site.agent
      .runs()
      .map((call) => ({ session: call.sessionId, texts: call.body.messages?.map((message) => message.content) }));

  it("gets the new message only, in one session, while it has seen everything", async () => {
    const browser = mindful();
    for (const text of ["one", "two", "three"]) await (await browser.send(text)).text();
    expect(asked().map(({ texts }) => texts)).toEqual([["one"], ["two"], ["three"]]);
    expect(new Set(asked().map(({ session }) => session)).size).toBe(1);
  });

  it("gets the whole branch, in a new session, after an answer anew, and remembers from there", async () => {
    const browser = mindful();
    await (await browser.send("one")).text();
    await (await browser.again("regenerate")).text();
    await (await browser.send("two")).text();
    const [first, second, third] = asked();
    expect([second?.texts, third?.texts]).toEqual([["one"], ["two"]]);
    expect(second?.session).not.toBe(first?.session);
    expect(third?.session).toBe(second?.session);
  });

  it("gets the whole branch when another one is shown again", async () => {
    const browser = mindful();
    await (await browser.send("one")).text();
    const question = browser.lastId() ?? "";
    await (await browser.edit(question, "ONE")).text();
    const { userId, threadId } = { userId: a.user.id, threadId: browser.threadId };
    await changeThread(site.db, { userId, threadId, staleMs: 45_000, patch: { branch: question } });
    await (await browser.run(input(threadId, [said("two")], { parentId: question }))).text();
    expect(asked().at(-1)?.texts).toEqual(["one", "hello", "two"]);
    expect(asked().at(-1)?.session).not.toBe(asked().at(-2)?.session);
  });

  it("gets the answer that is shown when a new one ended without a word", async () => {
    const browser = mindful();
    await (await browser.send("one")).text();
    site.agent.answer = (response) => void sse(response).end(begin);
    await (await browser.again("regenerate")).text();
    site.agent.answer = reply("ok");
    await (await browser.send("two")).text();
    expect(asked().at(-1)?.texts).toEqual(["one", "hello", "two"]);
  });

  it("gets what a run that never reached it was about", async () => {
    const browser = mindful();
    site.agent.answer = (response) => void response.writeHead(500).end("no");
    await (await browser.send("my name is X")).text();
    site.agent.answer = reply("ok");
    await (await browser.send("what is my name?")).text();
    expect(asked().at(-1)?.texts).toEqual(["my name is X", "what is my name?"]);
  });

  it("an agent that is stopped by ending its session is not given that session again", async () => {
    const browser = createBrowser(handleCopilotRequest, a, { agentId: "other" });
    site.agent.answer = (response) => void sse(response).write(begin);
    const runId = crypto.randomUUID();
    const events = browser.send("q", runId).then(eventsOf);
    await stopWhenRunning(runId);
    await events;
    site.agent.answer = reply("next");
    await (await browser.send("next")).text();
    const ended = site.agent.calls.find((call) => call.url.includes("stopruntimesession"));
    const [first, second] = site.agent.runs().filter((call) => call.url.includes("invocations"));
    expect(ended?.sessionId).toBe(first?.sessionId);
    expect(second?.sessionId).not.toBe(first?.sessionId);
  });

  async function stopWhenRunning(runId: string): Promise<void> {
    for (;;) {
      const [row] = await site.db.select().from(run).where(eq(run.id, runId));
      if (row && site.agent.runs().length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await stopRun(site.db, { runId, scope: a })).toMatchObject({ stopped: true });
  }

  it("one that takes commands keeps its session, and the end of an old run never ends the next one's", async () => {
    const { browser, runId, events, answer } = await startRunning(site);
    await orphan(site, runId);
    await interruptStale(site.db, { staleMs: 600 });
    // The command is not understood: the session would be ended instead, but the next run is on in it.
    site.agent.command = (response) => void response.writeHead(400).end("{}");
    site.agent.calls.length = 0;
    site.agent.answer = reply("next");
    expect((await eventsOf(await browser.again())).at(-1)?.type).toBe("RUN_FINISHED");
    expect(site.agent.calls.map((call) => call.body.command ?? "run")).toEqual(["stop", "run"]);
    expect(site.agent.calls.some((call) => call.url.includes("stopruntimesession"))).toBe(false);
    answer.end();
    await events;
  });

  it("hears of an end that nobody lived to tell it, also when a stop was asked for", async () => {
    const { browser, runId, events, answer } = await startRunning(site);
    await orphan(site, runId);
    await site.db.update(run).set({ stopRequestedAt: sql`now()` }).where(eq(run.id, runId));
    await interruptStale(site.db, { staleMs: 600 });
    site.agent.calls.length = 0;
    site.agent.answer = reply("next");
    await (await browser.send("next")).text();
    expect(site.agent.calls.map((call) => call.body.command ?? "run")).toEqual(["stop", "run"]);
    answer.end();
    await events;
  });

  it("is not certain of anything while a run is on", async () => {
    const browser = mindful();
    await (await browser.send("one")).text();
    const head = async () => (await site.db.select().from(thread).where(eq(thread.id, browser.threadId)))[0];
    expect((await head())?.agentHeadId).toBe((await head())?.headMessageId);
    site.agent.answer = (response) => void sse(response).write(begin);
    const runId = crypto.randomUUID();
    const events = browser.send("two", runId).then(eventsOf);
    await expect.poll(async () => (await head())?.agentHeadId).toBeNull();
    await stopWhenRunning(runId);
    await events;
    expect((await head())?.agentHeadId).toBeNull();
  });
});
