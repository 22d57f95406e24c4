import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { threadEvents } from "../api/contract";
import { hasPostgres } from "../db/testing";
import { readEvents } from "./read-events";
import { APPROVED, browserOf, codesOf, startAsking } from "./testing/asking";
import { askToDelete, begin, finishAsking, reply, sse } from "./testing/fake-agent";
import { type Engine, person, resetAgent, startSite } from "./testing/site";

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];

describe.each(engines)("questions that are made to do harm, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const ask =
    (...interrupts: object[]) =>
    (response: Parameters<typeof sse>[0]) =>
      void sse(response).end(begin + finishAsking(...interrupts));
  const isShown = async (threadId: string) => {
    const page = await readEvents(site.db, { userId: person("a").user.id, threadId, after: null });
    return threadEvents.safeParse(page).success;
  };

  it.each([
    [
      "hides endless nesting in a text",
      { reason: "confirmation", message: `{"input":${"[".repeat(500_000)}${"]".repeat(500_000)}}` },
    ],
    ["expires beyond the calendar", { reason: "tool_approval", expiresAt: "+275760-09-13T00:00:00.000Z" }],
    ["expired before the calendar", { reason: "tool_approval", expiresAt: "-000001-01-01T00:00:00.000Z" }],
    ["is named like what every object has", { id: "__proto__", reason: "tool_approval" }],
    [
      "has half a character everywhere",
      { reason: "tool_approval", message: "\ud83d", metadata: { tool: "\ud83d", input: "\udc00\u0000" } },
    ],
    ["has metadata of the wrong kinds", { reason: "oauth_consent", metadata: { url: {}, provider: [], tool: 1 } }],
  ])("ends the run and keeps the thread readable when one %s", async (_, interrupt) => {
    const { browser, events } = await startAsking(site, {}, ask({ id: "i", ...interrupt }));
    expect(["RUN_FINISHED", "RUN_ERROR"]).toContain(events.at(-1)?.type);
    expect(await isShown(browser.threadId)).toBe(true);
    const { view } = await browser.stored();
    expect(view.run?.status).not.toBe("running");
    const answers = view.run?.interrupts?.map(({ id }) => ({ interruptId: id, cancelled: true }));
    site.agent.answer = reply("fine");
    expect((await codesOf(answers ? await browser.answer(answers) : await browser.send("next"))).at(-1)).toBe(
      "RUN_FINISHED",
    );
  });

  it("approves nothing in a runtime that has no way to hear of it", async () => {
    const { browser, events } = await startAsking(site, { agentId: "plain" });
    expect(events.at(-1)).toMatchObject({ type: "RUN_ERROR", code: "AGENT_FAILED" });
    expect((await browser.stored()).view.run?.interrupts).toBeUndefined();
    const calls = site.agent.runs().length;
    await (await browser.answer(APPROVED)).text();
    expect(site.agent.runs()).toHaveLength(calls);
  });

  it("tells the agent of no other arguments than those that were shown, also when they are no JSON", async () => {
    const { browser, view } = await startAsking(site, {}, askToDelete("call-1", '{"which":"fini'));
    expect(view.run?.interrupts?.[0]?.input).toBe('{"which":"fini');
    await (await browser.answer(APPROVED)).text();
    const sent = JSON.stringify(site.agent.runs().at(-1)?.body.messages);
    expect(sent).toContain('{\\"which\\":\\"fini');
    expect(sent).not.toContain('"arguments":"{}"');
  });

  it.each(["constructor", "__proto__", "toString"])("lets no message and no call be named %s", async (id) => {
    site.agent.answer = (response) => void askToDelete(id)(response, {} as never);
    const browser = browserOf();
    await (await browser.send("delete it")).text();
    const { messages, view } = await browser.stored();
    const calls = messages.flatMap((one) => (one.role === "assistant" ? (one.toolCalls ?? []) : []));
    expect([...messages, ...calls].map((one) => one.id)).not.toContain(id);
    expect(view.run?.interrupts?.[0]?.toolCallId).toBe(calls[0]?.id);
    const mine = { ...{ id, role: "user", content: "mine" } };
    const refused = await browser.run({
      threadId: randomUUID(),
      runId: randomUUID(),
      messages: [mine],
      tools: [],
      context: [],
      state: {},
      forwardedProps: { turn: { op: "send", parentId: null } },
    });
    expect(refused.status).toBe(400);
  });
});
