import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { routeHandlers } from "@/lib/http/route-table.testing";
import { askToDelete, goOn, reply } from "@/lib/runs/testing/fake-agent";
import { person, resetAgent, startSite } from "@/lib/runs/testing/site";
import { leaveAll, waitingIn } from "./interrupts/waiting";
import { fetchOnSite, type Handlers, tabOnSite } from "./turns-on-site.fixture";

const state = vi.hoisted(() => ({ user: null as unknown }));
vi.mock("@/lib/auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("@/lib/auth/access-token", () => ({ getAccessToken: async () => ({ ok: true, token: "token" }) }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined, getAll: () => [] }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

let site: Awaited<ReturnType<typeof startSite>>;
let handlers: Handlers;

const siteFetch: typeof fetch = (url, init) => fetchOnSite(handlers, url, init);
beforeAll(async () => {
  site = await startSite("embedded");
  handlers = await routeHandlers();
  state.user = person("a").user;
}, 60_000);
afterAll(() => site.stop(), 30_000);

const YES = [{ interruptId: "ask-call-1", approved: true }];

describe.each(["sse", "poll"] as const)("a page whose agent waits, on the site's own routes, by %s", (mode) => {
  const leaves: (() => void)[] = [];
  const openTab = (threadId: string, explicit: boolean) => {
    const { tab, leave } = tabOnSite({ mode, siteFetch, threadId, explicit });
    leaves.push(leave);
    return tab;
  };
  const waits = async () => {
    const threadId = randomUUID();
    const tab = openTab(threadId, false);
    site.agent.answer = askToDelete();
    await tab.say("delete it");
    site.agent.answer = goOn();
    expect(waitingIn(tab.state())).toMatchObject([{ id: "ask-call-1", tool: "delete_file" }]);
    return { threadId, tab };
  };
  const another = async (threadId: string) => {
    const tab = openTab(threadId, true);
    await tab.settled();
    return tab;
  };

  beforeEach(() => {
    resetAgent(site.agent);
    vi.stubGlobal("fetch", siteFetch);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterEach(() => {
    for (const leave of leaves.splice(0)) leave();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it("has the call open, here and in another tab, and goes on from there", async () => {
    const { threadId, tab } = await waits();
    expect(tab.turns.messages().map(({ role }) => role)).toEqual(["user", "assistant"]);
    const other = await another(threadId);
    expect(waitingIn(other.state())).toEqual(waitingIn(tab.state()));
    expect(other.turns.answer(YES)).toBe(true);
    await other.settled();
    expect(other.turns.messages().map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    expect(other.words().at(-1)).toBe("Done.");
    expect(other.state()).toMatchObject({ problem: null, outcome: "done" });
    expect(Object.values(other.state().view?.decisions ?? {})).toMatchObject([[{ decision: "approved" }]]);
    const later = await another(threadId);
    expect(later.words()).toEqual(other.words());
    expect(later.state().view).toEqual(other.state().view);
  });

  it("learns that another tab was faster, and shows what came of that", async () => {
    const { threadId, tab } = await waits();
    const other = await another(threadId);
    tab.turns.answer(YES);
    await tab.settled();
    other.turns.answer([{ interruptId: "ask-call-1", approved: false }]);
    await vi.waitFor(() => expect(other.state().notice?.code).toBe("ANSWERED"));
    await other.settled();
    expect(other.words()).toEqual(tab.words());
    expect(waitingIn(other.state())).toEqual([]);
    expect(site.agent.runs()).toHaveLength(2);
  });

  it("gets a message back that was sent without knowing", async () => {
    const threadId = randomUUID();
    const tab = openTab(threadId, false);
    await tab.say("hi");
    const other = await another(threadId);
    site.agent.answer = askToDelete();
    await other.say("delete it");
    tab.turns.send("and now?");
    await vi.waitFor(() => expect(tab.returned).toEqual(["and now?"]));
    await tab.settled();
    expect(waitingIn(tab.state())).toHaveLength(1);
  });

  it("leaves the question and sends a message then", async () => {
    const { tab } = await waits();
    site.agent.answer = goOn("call-1", '{"error":"declined"}', "As you like.");
    tab.turns.answer(leaveAll(waitingIn(tab.state())));
    await tab.settled();
    site.agent.answer = reply("sure");
    await tab.say("something else");
    expect(tab.words().slice(-3)).toEqual(["As you like.", "something else", "sure"]);
  });

  it("offers the same answer again when the agent was out of reach", async () => {
    const { threadId, tab } = await waits();
    site.agent.answer = (response) => void response.writeHead(500).end();
    tab.turns.answer(YES);
    await vi.waitFor(() => expect(tab.state().problem?.code).toBe("AGENT_UNREACHABLE"), 10_000);
    await tab.settled();
    const other = await another(threadId);
    expect(other.state()).toMatchObject({
      problem: { code: "AGENT_UNREACHABLE" },
      view: { run: { repeatable: true } },
    });
    site.agent.answer = goOn();
    other.turns.tryAgain();
    await other.settled();
    expect(other.words().at(-1)).toBe("Done.");
    expect(other.turns.messages().map(({ role }) => role)).toEqual(["user", "assistant", "tool", "assistant"]);
    const [, first, second] = site.agent.runs();
    expect(second?.body.resume).toEqual(first?.body.resume);
  });
});
