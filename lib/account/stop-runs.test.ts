import { describe, expect, it, vi } from "vitest";
import { handleCopilotRequest } from "../copilot/handler";
import type { RequestScope } from "../copilot/scope";
import type { LiveRun } from "../runs/live-run";
import { held } from "../runs/testing/fake-agent";
import { createBrowser, eventsOf, person } from "../runs/testing/site";
import { a, engines, SLOW, siteToEraseFrom } from "./erase.testing";

const state = vi.hoisted(() => ({ cookie: "", set: [] as unknown[][], after: [] as Promise<unknown>[] }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (name.includes("session-token") && state.cookie ? { value: state.cookie } : undefined),
    set: (...given: unknown[]) => void state.set.push(given),
    getAll: () => [],
  }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  after: (work: unknown) => void (work instanceof Promise && state.after.push(work)),
}));

/** Twenty seconds pass in one: a stop waits by the clock for the process that writes the answer. */
function fastClock() {
  const [began, now] = [Date.now(), Date.now];
  return vi.spyOn(Date, "now").mockImplementation(() => began + 20 * (now() - began));
}

describe.each(engines)("erasing an account on %s", { timeout: SLOW }, (engine) => {
  const { site, signIn, askToErase, about } = siteToEraseFrom(engine, state, { RUN_STALE_MS: "86400000" });
  const scopeOf = (userId: string): RequestScope => ({
    ...person("x"),
    user: { ...person("x").user, id: userId, sid: userId },
  });

  it("stops the answer that is being written and tells its agent, as the person", async () => {
    const { cookie, sid } = await signIn(a);
    const browser = createBrowser(handleCopilotRequest, scopeOf(a));
    site.agent.answer = held("words of the agent").answer;
    const events = eventsOf(await browser.send("words of the person"));
    await vi.waitFor(() => expect(site.agent.runs()).toHaveLength(1));
    await askToErase(cookie);
    expect((await events).at(-1)?.type).toMatch(/^RUN_/);
    expect(site.agent.calls.some((call) => call.body.command === "stop")).toBe(true);
    expect(await about(a, browser.threadId, sid, "words of")).toEqual([]);
  });

  it("brings nothing back from a process that does not hear of it and writes on", async () => {
    const { cookie, sid } = await signIn(a);
    const browser = createBrowser(handleCopilotRequest, scopeOf(a));
    const answer = held("words of the agent");
    site.agent.answer = answer.answer;
    const events = eventsOf(await browser.send("words of the person"));
    await vi.waitFor(async () => expect((await about("words of the agent")).length).toBeGreaterThan(0));
    // The run of a process far away: this one does not know it, and that one does not look for stops.
    const keeper = (globalThis as unknown as Record<symbol, { runs: Map<string, LiveRun> }>)[
      Symbol.for("agentcore-chat.lease-keeper")
    ];
    const [far] = keeper?.runs.values() ?? [];
    keeper?.runs.clear();
    const clock = fastClock();
    expect((await askToErase(cookie)).status).toBe(200);
    clock.mockRestore();
    const told = site.agent.calls.filter((call) => call.body.command === "stop");
    expect(told.map((call) => call.token)).toContain(`Bearer access-${sid}`);
    answer.more("more words of the agent");
    // It writes nothing any more when it has ended, and does so by itself: its agent is in the middle of a sentence.
    await far?.ended;
    answer.end();
    expect((await events).at(-1)?.type).toBe("RUN_ERROR");
    expect(await about(a, browser.threadId, "words of")).toEqual([]);
  });
});
