import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import { log } from "../log";
import { type Answer, begin, close, event, finish, more, reply, say, sse } from "./testing/fake-agent";
import { createBrowser, eventsOf, person, resetAgent, startSite } from "./testing/site";

const words: Answer = (response) => response.writeHead(200, { "content-type": "application/json" }).end('"hello"');
/** An agent of each protocol: how it begins to answer, and how it answers. */
const AGENTS: { agentId: string; begins: string; answers: Answer }[] = [
  { agentId: "other", begins: begin + say("so far", "m1"), answers: reply("hello") },
  { agentId: "plain", begins: 'data: "so far"\n\n', answers: words },
];

/** What AgentCore's limits do to a run: it ends with a clear word, keeps what was said, and the next message works. */
describe("a run that ends upstream", () => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite("embedded", { AGENT_SILENCE_MS: "4000" });
  });
  afterAll(() => site.stop());
  beforeEach(() => resetAgent(site.agent));

  const browserOf = (agentId: string) => createBrowser(handleCopilotRequest, person("a"), { agentId });
  const sessions = () =>
    site.agent
      .runs()
      .filter((call) => call.url.includes("/invocations"))
      .map((call) => call.sessionId);

  it.each(AGENTS)("$agentId: the stream is cut after AgentCore's 60 minutes", async ({ agentId, begins, answers }) => {
    const browser = browserOf(agentId);
    site.agent.answer = (response) => void sse(response).write(begins, () => setTimeout(() => response.destroy(), 50));
    const events = await eventsOf(await browser.send("write a book"));
    expect(events.at(-1)).toMatchObject({ type: "RUN_ERROR", code: "STREAM_TRUNCATED" });
    site.agent.answer = answers;
    expect((await eventsOf(await browser.send("go on"))).at(-1)?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual(["write a book", "so far", "go on", "hello"]);
    // The agent may be at it still: its session is ended, and not used again.
    expect(site.agent.calls.some((call) => call.url.includes("stopruntimesession"))).toBe(true);
    expect(new Set(sessions()).size).toBe(2);
  });

  it.each(AGENTS)("$agentId: it falls silent, as when its session idles out", async ({ agentId, begins, answers }) => {
    const browser = browserOf(agentId);
    site.agent.answer = (response) => void sse(response).write(begins);
    expect((await eventsOf(await browser.send("q"))).at(-1)).toMatchObject({ type: "RUN_ERROR", code: "TIMED_OUT" });
    site.agent.answer = answers;
    expect((await eventsOf(await browser.send("go on"))).at(-1)?.type).toBe("RUN_FINISHED");
    expect((await browser.stored()).texts).toEqual(["q", "so far", "go on", "hello"]);
  });

  it.each(AGENTS)(
    "$agentId: its session ends while nobody asks, and the next message finds another microVM",
    async ({ agentId, answers }) => {
      const browser = browserOf(agentId);
      site.agent.answer = answers;
      await (await browser.send("one")).text();
      // The first try meets the session as it goes: nothing has begun, so it is tried again.
      let tries = 0;
      site.agent.answer = (response, call) => {
        if (++tries > 1) return answers(response, call);
        response.writeHead(409, { "x-amzn-errortype": "RetryableConflictException" }).end('{"message":"going"}');
      };
      expect((await eventsOf(await browser.send("two"))).at(-1)?.type).toBe("RUN_FINISHED");
      expect((await browser.stored()).texts).toEqual(["one", "hello", "two", "hello"]);
      expect(new Set(sessions()).size).toBe(1);
    },
  );

  it("skips an event type that nobody knows, notes it, and goes on", async () => {
    const warn = vi.spyOn(log, "warn").mockImplementation(() => undefined);
    const browser = browserOf("other");
    const unknown = event({ type: "HOLOGRAM_START", messageId: "m1", secret: "detail" });
    site.agent.answer = (response) =>
      sse(response).end(begin + say("before ", "m1") + unknown + more("and after", "m1") + close("m1") + finish);
    const events = await eventsOf(await browser.send("q"));
    expect(events.at(-1)?.type).toBe("RUN_FINISHED");
    expect(events.map(({ type }) => type)).not.toContain("HOLOGRAM_START");
    expect((await browser.stored()).texts).toEqual(["q", "before and after"]);
    expect(warn.mock.calls.map(([entry]) => entry)).toContainEqual(
      expect.objectContaining({ agentId: "other", detail: "unknown event type HOLOGRAM_START" }),
    );
    warn.mockRestore();
  });
});
