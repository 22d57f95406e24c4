import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GET as exportThread } from "@/app/api/threads/[threadId]/export/route";
import { PATCH, GET as readThread, DELETE as removeThread } from "@/app/api/threads/[threadId]/route";
import { POST as share } from "@/app/api/threads/[threadId]/share/route";
import { GET as list } from "@/app/api/threads/route";
import { hasPostgres } from "../db/testing";
import { APPROVED } from "../runs/testing/asking";
import { askToDelete } from "../runs/testing/fake-agent";
import { createBrowser, type Engine, input, post, said } from "../runs/testing/site";
import { handleCopilotRequest as handle } from "./handler";
import type { RequestScope } from "./scope";
import { startRestricted } from "./testing/restricted";

const state = vi.hoisted(() => ({ scope: null as unknown }));
const current = () => state.scope as RequestScope;
vi.mock("@/lib/auth/session", () => ({ currentUser: async () => current().user }));
vi.mock("@/lib/auth/access-token", () => ({ getAccessToken: () => current().token() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];

describe.each(engines)("conversations with agents for some, on %s", (engine) => {
  let r: Awaited<ReturnType<typeof startRestricted>>;
  beforeAll(async () => {
    r = await startRestricted(engine, (scope) => {
      state.scope = scope;
    });
  }, 60_000);
  afterAll(() => r.site.stop(), 60_000);
  beforeEach(() => r.begin());

  it("keeps each thread with its agent: another one's run in it is refused, and nothing is stored", async () => {
    const { threadId, lastId } = await r.talk();
    r.site.agent.calls.length = 0;
    for (const call of [r.streamed, r.polled]) {
      const before = await r.rows();
      const refused = await call(r.a, "open", input(threadId, [said("x")], { parentId: lastId() }));
      expect(refused).toMatchObject({ status: 404, text: expect.stringContaining('"code":"NOT_FOUND"') });
      const asIfNew = await call(r.a, "open", input(threadId, [said("x")]));
      expect(asIfNew).toMatchObject({ status: 404 });
      const [counts, after] = [before, await r.rows()].map((one) => (one as { messages: number; runs: number }[])[0]);
      expect([after?.messages, after?.runs]).toEqual([counts?.messages, counts?.runs]);
    }
    expect(r.site.agent.calls).toEqual([]);
  });

  it.each<[string, () => Promise<void>]>([
    ["has been removed", async () => r.has("open")],
    ["may be used no longer", () => r.hold(r.a, ["guest"])],
    [
      "was the only one of theirs",
      async () => {
        r.has("secret");
        await r.hold(r.a, ["guest"]);
      },
    ],
  ])("a thread whose agent %s can be read, exported, shared, renamed, deleted and stopped", async (_, lose) => {
    const browser = await r.talk();
    const { threadId } = browser;
    await lose();
    state.scope = r.a;
    const params = { params: Promise.resolve({ threadId }) };
    const call = async (
      route: (request: Request, context: typeof params) => Promise<Response>,
      method: string,
      path = "",
      body?: unknown,
    ) => await r.bare(await route(r.sent(method, `/api/threads/${threadId}${path}`, body), params));

    expect((await browser.stored()).texts).toEqual(["q", "hello"]);
    expect(JSON.parse((await call(readThread, "GET")).text)).toMatchObject({ id: threadId, agentId: "secret" });
    const listed = await list(r.sent("GET", "/api/threads"), { params: Promise.resolve({}) });
    expect(await listed.text()).toContain(threadId);
    const file = await call(exportThread, "GET", "/export?format=md");
    expect(file.text).toContain("hello");
    // Its name is nothing that this person knows any more.
    expect(file.text).not.toContain("Salaries");
    expect((await call(share, "POST", "/share", { expiresInDays: null })).status).toBe(200);
    expect((await call(PATCH, "PATCH", "", { title: "kept" })).status).toBe(200);
    const stop = await r.bare(await handle(post(`/agent/secret/stop/${threadId}`, {}), r.a));
    expect(stop).toMatchObject({ status: 200, text: '{"stopped":false}' });
    expect((await r.bare(await handle(post(`/agent/secret/stop/${threadId}`, {}), r.b))).status).toBe(404);
    expect((await call(removeThread, "DELETE")).status).toBe(200);
  });

  it("an approval that waits is given no more once the agent may not be used", async () => {
    const browser = createBrowser(handle, r.a, { agentId: "secret" });
    r.site.agent.answer = askToDelete();
    await (await browser.send("delete it")).text();
    const { view } = await browser.stored();
    expect(view.run?.interrupts).toHaveLength(1);
    const turn = { op: "resume", parentId: browser.lastId(), targetId: view.run?.id, answers: APPROVED };
    const body = input(browser.threadId, [], turn);
    r.site.agent.calls.length = 0;
    await r.hold(r.a, ["analyst"], ["guest"]);
    for (const call of [r.streamed, r.polled]) {
      expect(await call(r.a, "secret", body)).toEqual(await call(r.a, "nobody", body));
      // By another agent's name it is not that agent's thread.
      expect(await call(r.a, "open", body)).toMatchObject({ status: 404 });
    }
    expect(r.site.agent.calls).toEqual([]);
    await r.hold(r.a, ["analyst"]);
    expect((await browser.answer(APPROVED)).status).toBe(200);
  });
});
