import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST } from "@/app/api/threads/[threadId]/warm/route";
import { findAgent } from "../agentcore/registry";
import { handleCopilotRequest } from "../copilot/handler";
import { rateLimit } from "../db/safety-schema";
import { message, run, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { reply } from "./testing/fake-agent";
import { createBrowser, type Engine, eventsOf, person, resetAgent, SITE, startSite } from "./testing/site";
import { warmUp } from "./warm-up";

const state = vi.hoisted(() => ({ user: null as unknown, held: [] as Promise<unknown>[], expired: false }));
vi.mock("../auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("../auth/access-token", () => ({
  getAccessToken: async ({ userId }: { userId: string }) =>
    state.expired ? { ok: false, reason: "expired" } : { ok: true, token: `token of ${userId}` },
}));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined, getAll: () => [] }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  after: (work: unknown) => state.held.push(Promise.resolve(work)),
}));

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const [a, b] = [person("a"), person("b")];

describe.each(engines)("a session that is started ahead, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  });
  afterAll(() => site.stop());
  beforeEach(async () => {
    resetAgent(site.agent);
    Object.assign(state, { held: [], expired: false });
    await site.db.delete(rateLimit);
  });

  /** Asks as the page does, and waits for what goes on behind the answer. */
  async function ask(user: typeof a.user | null, threadId: string, agentId = "eager") {
    state.user = user;
    const headers = { "content-type": "application/json", origin: SITE };
    const request = new Request(`${SITE}/api/threads/${threadId}/warm`, {
      method: "POST",
      headers,
      body: JSON.stringify({ agentId }),
    });
    const response = await POST(request, { params: Promise.resolve({ threadId }) });
    const text = (await response.text()).replace(/"requestId":"[^"]*"/, '"requestId":""');
    await Promise.all(state.held);
    return { status: response.status, text };
  }
  const commands = () => site.agent.calls.map((call) => call.body.command ?? "run");
  const rows = async () => {
    const counts = [thread, run, message].map(async (table) => (await site.db.select().from(table)).length);
    return await Promise.all(counts);
  };
  const browserOf = (agentId = "eager") => createBrowser(handleCopilotRequest, a, { agentId });
  /** As if the last thing was said so long ago. */
  const longAgo = (threadId: string, seconds: number) =>
    site.db
      .update(thread)
      .set({ activeAt: sql`now() - ${seconds} * interval '1 second'` })
      .where(eq(thread.id, threadId));

  it("is the one that the first message then uses, as this person, and nothing is stored for it", async () => {
    const [before, browser] = [await rows(), browserOf()];
    expect(await ask(a.user, browser.threadId)).toEqual({ status: 202, text: "{}" });
    expect(await rows()).toEqual(before);
    expect(site.agent.calls).toMatchObject([
      { token: `Bearer token of ${a.user.id}`, body: { command: "warm", threadId: browser.threadId } },
    ]);
    expect(site.agent.calls[0]?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    await (await browser.send("q")).text();
    const [warm, first] = site.agent.calls;
    expect(first?.sessionId).toBe(warm?.sessionId);
  });

  it("is started once, however often and from wherever it is asked for", async () => {
    const threadId = randomUUID();
    await Promise.all(Array.from({ length: 12 }, () => ask(a.user, threadId)));
    await ask(a.user, threadId);
    expect(commands()).toEqual(["warm"]);
  });

  it("is started again when it may have ended, and not while something was said just now", async () => {
    const browser = browserOf();
    await (await browser.send("q")).text();
    await ask(a.user, browser.threadId);
    expect(commands()).toEqual(["run"]);
    await longAgo(browser.threadId, 11 * 60);
    await ask(a.user, browser.threadId);
    expect(commands()).toEqual(["run", "warm"]);
    expect(site.agent.calls[1]?.sessionId).toBe(site.agent.calls[0]?.sessionId);
    await site.db.update(rateLimit).set({ fullAt: sql`now()` });
    await ask(a.user, browser.threadId);
    expect(commands()).toEqual(["run", "warm", "warm"]);
  });

  it("is not started for an agent that does not want it, nor for one that there is not", async () => {
    expect(await ask(a.user, randomUUID(), "helper")).toEqual({ status: 202, text: "{}" });
    expect(await ask(a.user, randomUUID(), "nobody")).toMatchObject({ status: 404 });
    const browser = browserOf("helper");
    await (await browser.send("q")).text();
    await longAgo(browser.threadId, 3_600);
    // Of another agent's conversation.
    await ask(a.user, browser.threadId, "eager");
    expect(commands()).toEqual(["run"]);
  });

  it("tells nobody of somebody else's conversation, and does nothing in it", async () => {
    const browser = browserOf();
    await (await browser.send("q")).text();
    await longAgo(browser.threadId, 3_600);
    const before = await rows();
    const foreign = await ask(b.user, browser.threadId);
    expect(commands()).toEqual(["run"]);
    expect(foreign).toEqual(await ask(b.user, randomUUID()));
    expect(foreign).toEqual({ status: 202, text: "{}" });
    expect(await rows()).toEqual(before);
    await site.db.update(thread).set({ deletedAt: sql`now()` }).where(eq(thread.id, browser.threadId));
    site.agent.calls.length = 0;
    expect(await ask(a.user, browser.threadId)).toEqual(foreign);
    expect(commands()).toEqual([]);
  });

  it("is for who is signed in only, comes from our page, and without a token calls nobody", async () => {
    expect(await ask(null, randomUUID())).toMatchObject({ status: 401 });
    state.user = a.user;
    const threadId = randomUUID();
    const evil = new Request(`${SITE}/api/threads/${threadId}/warm`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://evil.example" },
      body: '{"agentId":"eager"}',
    });
    expect((await POST(evil, { params: Promise.resolve({ threadId }) })).status).toBe(403);
    state.expired = true;
    expect(await ask(a.user, threadId)).toEqual({ status: 202, text: "{}" });
    expect(site.agent.calls).toEqual([]);
  });

  it("is not started more often than a person may start runs, in however many conversations", async () => {
    const config = Symbol.for("agentcore-chat.config");
    vi.stubEnv("LIMIT_RUNS_PER_MINUTE", "4");
    delete (globalThis as unknown as Record<symbol, unknown>)[config];
    for (let i = 0; i < 10; i++) expect(await ask(a.user, randomUUID())).toEqual({ status: 202, text: "{}" });
    expect(commands()).toHaveLength(4);
    await ask(b.user, randomUUID());
    expect(commands()).toHaveLength(5);
    vi.stubEnv("LIMIT_RUNS_PER_MINUTE", "1000000");
    delete (globalThis as unknown as Record<symbol, unknown>)[config];
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.known-waits")];
  });

  it.each([409, 429, 500])("that fails (%i) is not tried again, and the message goes its way", async (status) => {
    const browser = browserOf();
    site.agent.command = (response) => void response.writeHead(status).end("secret of the upstream");
    expect(await ask(a.user, browser.threadId)).toEqual({ status: 202, text: "{}" });
    expect(commands()).toEqual(["warm"]);
    expect((await eventsOf(await browser.send("q"))).at(-1)?.type).toBe("RUN_FINISHED");
  });

  it("is waited for by the message that comes meanwhile: in the middle of a start it would be refused", async () => {
    const browser = browserOf();
    let started = () => undefined as unknown;
    site.agent.command = (response) => {
      started = () => response.end("{}");
    };
    const eager = findAgent("eager");
    if (!eager) throw new Error("no such agent");
    const warm = warmUp({ scope: a, agent: eager, threadId: browser.threadId });
    await vi.waitFor(() => expect(commands()).toEqual(["warm"]));
    site.agent.answer = reply("there");
    const events = browser.send("q").then(eventsOf);
    await vi.waitFor(async () => {
      const [row] = await site.db.select().from(run).where(eq(run.threadId, browser.threadId));
      expect(row?.status).toBe("running");
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(commands()).toEqual(["warm"]);
    started();
    await warm;
    expect((await events).at(-1)?.type).toBe("RUN_FINISHED");
    expect(commands()).toEqual(["warm", "run"]);
  });
});
