import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { auditEvent } from "../db/safety-schema";
import { run } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { exportedThread } from "../threads/export/read";
import { writeThread } from "../threads/export/write";
import { readShare, shareThread } from "../threads/share";
import { readSummary } from "../threads/summary";
import { STALE_MS } from "../threads/testing";
import { APPROVED, browserOf, codesOf, DECLINED, LEFT, startAsking } from "./testing/asking";
import { askToDelete, begin, callResult, event, reply, sse } from "./testing/fake-agent";
import { type Engine, eventsOf, person, resetAgent, startSite, viewIn } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const a = person("a");

describe.each(engines)("an agent that asks before it acts, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const asked = (options = {}, answer = askToDelete()) => startAsking(site, options, answer);
  const lastRun = () => site.agent.runs().at(-1);

  it("waits with the call open, and shows the stored call's arguments, whole", async () => {
    const long = JSON.stringify({ path: `/tmp/${"x".repeat(50_000)}` });
    const { browser, events, view } = await asked({}, askToDelete("call-1", long));
    expect(events.at(-1)).toEqual({ type: "RUN_FINISHED", threadId: browser.threadId, runId: view.run?.id });
    const stored = await browser.stored();
    for (const shown of [view, stored.view]) {
      expect(shown.run).toMatchObject({ status: "completed", error: null });
      expect(shown.run?.interrupts).toEqual([
        {
          id: "ask-call-1",
          kind: "approval",
          tool: "delete_file",
          input: long,
          inputChars: null,
          toolCallId: "call-1",
          message: null,
          consent: null,
          expiresAt: null,
        },
      ]);
    }
    expect(stored.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    const own = { userId: a.user.id, threadId: browser.threadId, staleMs: STALE_MS };
    expect(await readSummary(site.db, own)).toMatchObject({ waiting: true, running: false });
  });

  it.each([
    ["approved", APPROVED, { status: "resolved", payload: { approved: true } }],
    ["declined", DECLINED, { status: "resolved", payload: { approved: false, reason: "not that one" } }],
    ["cancelled", LEFT, { status: "cancelled" }],
  ])("goes on where it stopped when it is %s", async (decision, answers, told) => {
    const { browser, view } = await asked();
    const events = await eventsOf(await browser.answer(answers));
    const first = viewIn(events.slice(0, 2));
    expect(first.run).toMatchObject({ status: "running", baseId: browser.lastId() });
    expect(first.run?.interrupts).toBeUndefined();
    const [question, resumed] = site.agent.runs();
    expect(resumed?.sessionId).toBe(question?.sessionId);
    expect(resumed?.body.resume).toEqual([{ interruptId: "ask-call-1", ...told }]);
    expect(resumed?.body.messages?.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(resumed?.body.messages?.at(-1)).toMatchObject({ toolCalls: [{ id: "call-1" }] });
    const stored = await browser.stored();
    expect(stored.messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(stored.messages[2]).toMatchObject({ toolCallId: "call-1", content: '{"deleted":true}' });
    const reason = decision === "declined" ? "not that one" : null;
    const line = { id: "ask-call-1", kind: "approval", tool: "delete_file", host: null, decision, reason };
    expect(stored.view.decisions).toEqual({ [String(stored.messages[1]?.id)]: [line] });
    expect(viewIn(events)).toEqual(stored.view);
    const trail = await site.db.select().from(auditEvent).where(eq(auditEvent.subject, browser.threadId));
    const detail = { runId: stored.view.run?.id, decision, of: "approval", tool: "delete_file" };
    expect(trail).toMatchObject([{ kind: "agent-answered", userId: a.user.id, requestId: expect.any(String), detail }]);
    expect(JSON.stringify(trail)).not.toMatch(/報告|not that one/);
    expect(view.run?.id).not.toBe(stored.view.run?.id);
    site.agent.answer = reply("and now?");
    await (await browser.send("thanks")).text();
    expect(lastRun()?.sessionId).toBe(question?.sessionId);
    expect((await browser.stored()).texts.at(-1)).toBe("and now?");
  });

  it("wants all of several answered at once", async () => {
    const two = [1, 2].map((n) => ({ id: `i${n}`, reason: "confirmation", message: `Really ${n}?` }));
    const asking = event({
      type: "RUN_FINISHED",
      threadId: "t",
      runId: "r",
      outcome: { type: "interrupt", interrupts: two },
    });
    const { browser } = await asked({}, (response) => void sse(response).end(begin + asking));
    const [first, second] = [
      { interruptId: "i1", approved: true },
      { interruptId: "i2", approved: false },
    ];
    expect(await codesOf(await browser.answer([first]))).toEqual(["CONFLICT"]);
    site.agent.answer = reply("good");
    await (await browser.answer([second, first])).text();
    expect(lastRun()?.body.resume).toEqual([
      { interruptId: "i1", status: "resolved", payload: { approved: true } },
      { interruptId: "i2", status: "resolved", payload: { approved: false } },
    ]);
    const { texts, view, messages } = await browser.stored();
    expect(texts).toEqual(["delete it", "good"]);
    expect(view.decisions?.[String(messages[0]?.id)]?.map(({ decision }) => decision)).toEqual([
      "approved",
      "declined",
    ]);
  });

  it("asks again and again if it has to", async () => {
    const { browser } = await asked();
    site.agent.answer = (response) => void sse(response).end(begin + callResult("call-1", "gone") + askingAgain());
    await (await browser.answer(APPROVED)).text();
    expect((await browser.stored()).view.run?.interrupts).toMatchObject([
      { id: "next", kind: "other", message: "More?" },
    ]);
    site.agent.answer = reply("All done.");
    await (await browser.answer([{ interruptId: "next", approved: true }])).text();
    expect(lastRun()?.body.resume).toEqual([{ interruptId: "next", status: "resolved", payload: {} }]);
    expect((await browser.stored()).texts).toEqual(["delete it", "I would delete it.", "gone", "All done."]);
  });
  const askingAgain = () =>
    event({
      type: "RUN_FINISHED",
      threadId: "t",
      runId: "r",
      outcome: { type: "interrupt", interrupts: [{ id: "next", reason: "core:later", message: "More?" }] },
    });

  it("still waits when the process that asked is gone, and its row says for what", async () => {
    const { browser, view } = await asked();
    const [row] = await site.db
      .select()
      .from(run)
      .where(eq(run.id, String(view.run?.id)));
    expect(row?.interrupts?.list).toMatchObject([{ id: "ask-call-1", tool: "delete_file" }]);
    expect(row?.resume).toBeNull();
    expect((await browserOf(a, { threadId: browser.threadId }).stored()).view).toEqual(view);
  });

  it("stands in the export with what was answered, and only by the tool's name in a share", async () => {
    const { browser } = await asked();
    const own = { userId: a.user.id, threadId: browser.threadId };
    const file = async (format: "md" | "json") => {
      const exported = await exportedThread(site.db, own);
      if (!exported) throw new Error("no such thread");
      const options = {
        userId: own.userId,
        format,
        locale: "en" as const,
        now: new Date(),
        nameOf: (id: string) => id,
      };
      let text = "";
      for await (const piece of writeThread(site.db, exported, options)) text += piece;
      return text;
    };
    expect(await file("md")).toContain("*The agent waits for a decision about delete\\_file.*");
    await (await browser.answer(DECLINED)).text();
    expect(await file("md")).toContain("*You declined delete\\_file: not that one*");
    const { interrupts } = (JSON.parse(await file("json")) as { thread: { interrupts: object[] } }).thread;
    const decisions = [{ id: "ask-call-1", decision: "declined", reason: "not that one" }];
    expect(interrupts).toMatchObject([{ asked: [{ tool: "delete_file" }], answers: [{ decisions }] }]);
    const shared = await shareThread(site.db, { ...own, expiresInDays: null });
    const read = shared.ok && shared.share ? await readShare(site.db, { shareId: shared.share.id }) : null;
    expect(read?.messages.flatMap(({ tools }) => tools)).toEqual(["delete_file"]);
    expect(JSON.stringify(read)).not.toMatch(/報告|not that one/);
  });
});
