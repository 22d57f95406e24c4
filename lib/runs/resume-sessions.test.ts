import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { run, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { readSummary } from "../threads/summary";
import { STALE_MS } from "../threads/testing";
import { APPROVED, browserOf, codesOf, DECLINED, startAsking } from "./testing/asking";
import { askToDelete, begin, event, goOn, reply, say, sse } from "./testing/fake-agent";
import { orphan } from "./testing/running";
import { type Engine, eventsOf, person, resetAgent, startSite } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const a = person("a");

describe.each(engines)("the session that waits for an answer, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const asked = (options = {}, answer = askToDelete()) => startAsking(site, options, answer);
  const lastRun = () => site.agent.runs().at(-1);

  it("an agent with a memory of its own gets the answers and nothing else", async () => {
    const { browser } = await asked({ agentId: "mindful" });
    await (await browser.answer(APPROVED)).text();
    expect(lastRun()?.body).toMatchObject({ messages: [], resume: [{ interruptId: "ask-call-1" }] });
    await (await browser.send("next")).text();
    expect(lastRun()?.body.messages?.map(({ content }) => content)).toEqual(["next"]);
    expect(new Set(site.agent.runs().map(({ sessionId }) => sessionId)).size).toBe(1);
  });

  it.each(["edit", "regenerate"] as const)(
    "a %s leaves the question behind, and the session that waits",
    async (op) => {
      const { browser } = await asked();
      const questionId = String(browser.lastId());
      site.agent.answer = reply("another way");
      await (await (op === "edit" ? browser.edit(questionId, "keep it") : browser.again("regenerate"))).text();
      const [first, second] = site.agent.runs();
      expect(second?.sessionId).not.toBe(first?.sessionId);
      expect(second?.body).not.toHaveProperty("resume");
      expect(second?.body.messages).toHaveLength(1);
      expect((await browser.stored()).view.run?.interrupts).toBeUndefined();
      const own = { userId: a.user.id, threadId: browser.threadId, staleMs: STALE_MS };
      expect(await readSummary(site.db, own)).toMatchObject({ waiting: false });
      await (await browser.send("go on")).text();
      expect(lastRun()?.sessionId).toBe(second?.sessionId);
    },
  );

  it("is answered in the session that waits, also after another branch was shown, and is left then", async () => {
    const { browser, view } = await asked();
    const questionId = browser.lastId();
    site.agent.answer = reply("another way");
    await (await browser.again("regenerate")).text();
    // Back to the branch that waits, as the pager does it.
    await site.db
      .update(thread)
      .set({ headMessageId: view.headId, generation: 2 })
      .where(eq(thread.id, browser.threadId));
    site.agent.answer = goOn();
    await (await browser.answer(APPROVED, { parentId: questionId })).text();
    const [first, , third] = site.agent.runs();
    expect(third?.sessionId).toBe(first?.sessionId);
    await (await browser.send("next")).text();
    const sessions = site.agent.runs().map(({ sessionId }) => sessionId);
    expect(new Set(sessions).size).toBe(3);
    expect(sessions.at(-1)).not.toBe(first?.sessionId);
    expect(lastRun()?.body.messages?.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "tool",
      "assistant",
      "user",
    ]);
  });

  describe("when the answer does not get through", () => {
    const unreachable = (response: Parameters<ReturnType<typeof reply>>[0]) => void response.writeHead(500).end();

    it.each(["helper", "other"])("keeps everything and sends the same answer once more (to %s)", async (agentId) => {
      const { browser } = await asked({ agentId });
      site.agent.answer = unreachable;
      expect((await codesOf(await browser.answer(DECLINED))).at(-1)).toBe("AGENT_UNREACHABLE");
      const failed = await browser.stored();
      expect(failed.view.run).toMatchObject({ status: "error", repeatable: true });
      expect(failed.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
      expect(Object.values(failed.view.decisions ?? {})).toMatchObject([[{ decision: "declined" }]]);
      site.agent.answer = goOn("call-1", '{"error":"declined"}', "Fine.");
      await (await browser.answer(null)).text();
      expect(lastRun()?.body.resume).toMatchObject([{ payload: { approved: false, reason: "not that one" } }]);
      expect(lastRun()?.sessionId).toBe(site.agent.runs()[0]?.sessionId);
      const { texts, view } = await browser.stored();
      expect(texts.at(-1)).toBe("Fine.");
      expect(view.branches).toEqual({});
      const trail = await site.db.select().from(auditEvent).where(eq(auditEvent.subject, browser.threadId));
      expect(trail).toHaveLength(1);
      expect(await codesOf(await browser.answer(null))).toEqual(["CONFLICT"]);
    });

    it("can be sent again when the site's process died before it heard of the agent", async () => {
      const { browser } = await asked();
      site.agent.answer = (response) => void sse(response).write(begin);
      const response = await browser.answer(APPROVED);
      await vi.waitFor(() => expect(site.agent.runs()).toHaveLength(2));
      const [{ id: runId } = { id: "" }] = await site.db
        .select({ id: run.id })
        .from(run)
        .where(and(eq(run.threadId, browser.threadId), eq(run.status, "running")));
      await orphan(site, runId);
      expect((await browser.stored()).view.run).toMatchObject({ id: runId, status: "interrupted", repeatable: true });
      site.agent.answer = goOn();
      await (await browser.answer(null)).text();
      expect((await browser.stored()).texts.at(-1)).toBe("Done.");
      await response.body?.cancel();
    });

    it("takes a message instead, in a session where nobody waits and with the call closed", async () => {
      const { browser } = await asked();
      site.agent.answer = unreachable;
      await (await browser.answer(APPROVED)).text();
      site.agent.answer = reply("fresh");
      await (await browser.send("never mind")).text();
      expect(lastRun()?.sessionId).not.toBe(site.agent.runs()[0]?.sessionId);
      expect(lastRun()?.body.messages?.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "user"]);
      expect(lastRun()?.body.messages?.[2]).toMatchObject({ toolCallId: "call-1", content: '{"error":"not called"}' });
      expect((await browser.stored()).texts).toEqual(["delete it", "I would delete it.", "never mind", "fresh"]);
    });

    it.each(["INTERRUPT_UNKNOWN", "UNKNOWN_INTERRUPT", "CONFLICT"])(
      "asks the question anew when the agent says %s",
      async (code) => {
        const { browser } = await asked();
        site.agent.answer = (response) =>
          void sse(response).end(begin + event({ type: "RUN_ERROR", code, message: "interrupt secret is unknown" }));
        const events = await eventsOf(await browser.answer(APPROVED));
        expect(events.at(-1)).toMatchObject({ type: "RUN_ERROR", code: "INTERRUPT_OVER" });
        expect(JSON.stringify(events)).not.toContain("secret");
        const { view } = await browser.stored();
        expect(view.run).toMatchObject({ status: "error", error: { code: "INTERRUPT_OVER" } });
        expect(view.run?.repeatable).toBeUndefined();
        expect(await codesOf(await browser.answer(null))).toEqual(["CONFLICT"]);
        site.agent.answer = reply("anew");
        await (await browser.again("retry")).text();
        expect(lastRun()?.body).not.toHaveProperty("resume");
        expect((await browser.stored()).texts).toEqual(["delete it", "anew"]);
      },
    );

    it("is no error of an answer that resumes nothing", async () => {
      site.agent.answer = (response) =>
        void sse(response).end(begin + event({ type: "RUN_ERROR", code: "UNKNOWN_INTERRUPT", message: "m" }));
      expect((await codesOf(await browserOf().send("hi"))).at(-1)).toBe("AGENT_FAILED");
    });

    it("closes the call when the agent had begun to act", async () => {
      const { browser } = await asked();
      site.agent.answer = (response) => void sse(response).end(begin + say("Deleting", "m"));
      await (await browser.answer(APPROVED)).text();
      const { messages, view } = await browser.stored();
      expect(messages.slice(-2)).toMatchObject([{ content: "Deleting" }, { role: "tool", toolCallId: "call-1" }]);
      expect(view.run?.repeatable).toBeUndefined();
    });
  });
});
