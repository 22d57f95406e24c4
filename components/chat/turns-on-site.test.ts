import { randomUUID } from "node:crypto";
import { and, eq, gt } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { run } from "@/lib/db/schema";
import { routeHandlers } from "@/lib/http/route-table.testing";
import { held, reply } from "@/lib/runs/testing/fake-agent";
import { orphan } from "@/lib/runs/testing/running";
import { person, resetAgent, startSite } from "@/lib/runs/testing/site";
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

describe.each(["sse", "poll"] as const)("the page on the site's own routes, by %s", (mode) => {
  const leaves: (() => void)[] = [];

  const openTab = (threadId: string, explicit: boolean) => {
    const { tab, leave } = tabOnSite({ mode, siteFetch, threadId, explicit });
    leaves.push(leave);
    return tab;
  };
  const begin = async (...texts: string[]) => {
    const threadId = randomUUID();
    const tab = openTab(threadId, false);
    for (const text of texts) await tab.say(text);
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

  it("shows the same conversation here and in another tab", async () => {
    const { threadId, tab } = await begin("first", "second");
    expect(tab.words()).toEqual(["first", "hello", "second", "hello"]);
    expect(tab.state()).toMatchObject({ outcome: "done", problem: null, view: { title: "first" } });
    const other = await another(threadId);
    expect(other.words()).toEqual(tab.words());
    expect(other.state()).toMatchObject({ outcome: null, problem: null, view: tab.state().view });
  });

  it("keeps every version of an answer and of a question, and leads back to each", async () => {
    const { threadId, tab } = await begin("question");
    const [question, first] = tab.turns.messages().map(({ id }) => id);
    site.agent.answer = reply("better");
    tab.turns.regenerate(question ?? "");
    await tab.settled();
    expect(tab.words()).toEqual(["question", "better"]);
    const second = tab.turns.messages().at(-1)?.id ?? "";
    expect(tab.state().view?.branches[second]).toEqual([first, second]);
    expect(await tab.turns.showBranch(first ?? "")).toBe(true);
    expect(tab.words()).toEqual(["question", "hello"]);

    tab.turns.edit(question ?? "", "another question");
    await tab.settled();
    expect(tab.words()).toEqual(["another question", "better"]);
    expect(tab.state().view?.branches[tab.lastId()]).toHaveLength(2);
    await tab.turns.showBranch(question ?? "");
    expect(tab.words()).toEqual(["question", "better"]);
    expect((await another(threadId)).words()).toEqual(["question", "better"]);
  });

  it("follows an answer in a second tab, which stops it for both; the words stay, and the next message works", async () => {
    const { threadId, tab } = await begin("before");
    const answer = held("words that were seen");
    site.agent.answer = answer.answer;
    tab.turns.send("a long one");
    await vi.waitFor(() => expect(tab.words().at(-1)).toBe("words that were seen"), 10_000);
    const other = openTab(threadId, true);
    await vi.waitFor(() => expect(other.words().at(-1)).toBe("words that were seen"), 10_000);
    expect(other.state().phase).toBe("running");
    answer.more(", and more");
    await vi.waitFor(() => expect(other.words().at(-1)).toBe("words that were seen, and more"), 10_000);
    other.turns.stop();
    await Promise.all([tab.settled(), other.settled()]);
    for (const one of [tab, other]) {
      expect(one.words().slice(2)).toEqual(["a long one", "words that were seen, and more"]);
      expect(one.state()).toMatchObject({ outcome: "stopped", problem: null });
      expect(Object.values(one.state().view?.marks ?? {})).toEqual(["stopped"]);
    }
    site.agent.answer = reply("next");
    await tab.say("go on");
    expect(tab.words().at(-1)).toBe("next");
  });

  it("stops a run at once, also before the server has it", async () => {
    const { tab } = await begin("before");
    site.agent.answer = held("never finished").answer;
    tab.turns.send("stop this");
    tab.turns.stop();
    await tab.settled();
    expect(tab.state()).toMatchObject({ outcome: "stopped", problem: null, notice: null });
  });

  it("lets one of two tabs ask, tells the other, and loses nobody's text", async () => {
    const { threadId, tab } = await begin("before");
    const other = await another(threadId);
    tab.turns.send("from one");
    other.turns.send("from two");
    await Promise.all([tab.settled(), other.settled()]);
    const told = [tab, other].filter((one) => one.returned.length > 0);
    expect(told).toHaveLength(1);
    expect(["CONFLICT", "RUN_IN_PROGRESS"]).toContain(told[0]?.state().notice?.code);
    expect(tab.words()).toEqual(other.words());
    expect(tab.words()).toHaveLength(4);
    expect([tab.words()[2], told[0]?.returned[0]].sort()).toEqual(["from one", "from two"]);
  });

  it("tells a tab that has fallen behind, and brings it up to date", async () => {
    const { threadId, tab } = await begin("before");
    const other = await another(threadId);
    await tab.say("meanwhile");
    other.turns.edit(other.lastId(), "before, but better");
    await other.settled();
    expect(other.returned).toEqual(["edit: before, but better"]);
    expect(other.state()).toMatchObject({ problem: null, notice: { code: "CONFLICT" } });
    expect(other.words()).toEqual(["before", "hello", "meanwhile", "hello"]);
  });

  it("says that an answer was interrupted, keeps what was written, and makes it an earlier version", async () => {
    const { threadId, tab } = await begin("before");
    site.agent.answer = held("half of").answer;
    tab.turns.send("question");
    await vi.waitFor(() => expect(tab.words().at(-1)).toBe("half of"), 10_000);
    await orphan(site, await runOn(threadId));
    const other = openTab(threadId, true);
    await other.settled();
    expect(other.state().problem).toMatchObject({ code: "INTERRUPTED", stored: true });
    expect(other.words().at(-1)).toBe("half of");
    site.agent.answer = reply("all of it");
    other.turns.tryAgain();
    await other.settled();
    expect(other.words()).toEqual(["before", "hello", "question", "all of it"]);
    const id = other.turns.messages().at(-1)?.id ?? "";
    expect(other.state()).toMatchObject({ problem: null, outcome: "done" });
    expect(other.state().view?.branches[id]).toHaveLength(2);
  });

  it("says why an answer failed, shows what it was to replace, and can ask again", async () => {
    const { threadId, tab } = await begin("question");
    site.agent.answer = (response) => response.writeHead(500).end();
    tab.turns.regenerate(tab.lastId());
    await tab.settled();
    await vi.waitFor(() => expect(tab.words()).toEqual(["question", "hello"]));
    expect(tab.state()).toMatchObject({ phase: "idle", outcome: "failed" });
    expect(tab.state().problem).toMatchObject({ source: "run", stored: true });
    expect((await another(threadId)).words()).toEqual(["question", "hello"]);
    site.agent.answer = reply("better");
    tab.turns.tryAgain();
    await vi.waitFor(() => expect(tab.words()).toEqual(["question", "better"]), 10_000);
  });

  it("says of what does not exist that it does not", async () => {
    const tab = openTab(randomUUID(), true);
    await vi.waitFor(() => expect(tab.state().problem).toMatchObject({ code: "NOT_FOUND", source: "connect" }));
  });

  /** The run that is on in a thread, once something of it is written down. */
  async function runOn(threadId: string): Promise<string> {
    const found = and(eq(run.threadId, threadId), eq(run.status, "running"), gt(run.lastSeq, 0));
    return await vi.waitFor(async () => {
      const [row] = await site.db.select({ id: run.id }).from(run).where(found);
      if (!row) throw new Error("no run is on");
      return row.id;
    }, 10_000);
  }
});
