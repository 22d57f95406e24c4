import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { GET as exportThread } from "@/app/api/threads/[threadId]/export/route";
import { PATCH, GET as readThread, DELETE as removeThread } from "@/app/api/threads/[threadId]/route";
import { POST as start } from "@/app/api/threads/[threadId]/runs/route";
import { POST as share } from "@/app/api/threads/[threadId]/share/route";
import { GET as list } from "@/app/api/threads/route";
import { agentsFor } from "../agentcore/for-person";
import { sealTokens } from "../auth/vault";
import { getConfig } from "../config";
import { authSession } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { log } from "../log";
import {
  createBrowser,
  type Engine,
  input,
  person,
  post,
  resetAgent,
  SITE,
  said,
  startSite,
} from "../runs/testing/site";
import { handleCopilotRequest as handle } from "./handler";
import type { RequestScope } from "./scope";

const state = vi.hoisted(() => ({ scope: null as unknown }));
const current = () => state.scope as RequestScope;
vi.mock("@/lib/auth/session", () => ({ currentUser: async () => current().user }));
vi.mock("@/lib/auth/access-token", () => ({ getAccessToken: () => current().token() }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const ROLES = "https://example.com/roles";
const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];

describe.each(engines)("agents for some, on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  beforeAll(async () => {
    site = await startSite(engine);
  }, 60_000);
  afterAll(() => site.stop(), 60_000);
  beforeEach(async () => {
    resetAgent(site.agent);
    vi.spyOn(log, "info").mockReturnValue();
    vi.spyOn(log, "warn").mockReturnValue();
    has("open", "secret");
    await hold(a, ["analyst"]);
    await hold(b, ["guest"]);
  });

  const [a, b] = [person("a"), person("b")];
  const tokenWith = (roles: unknown) => new UnsecuredJWT({ [ROLES]: roles }).encode();

  /** Which agents the site has from now on; all are the same process. */
  function has(...ids: string[]): void {
    const known: Record<string, object> = {
      open: { name: "Open" },
      secret: {
        name: "Ledger of Salaries",
        prompts: { en: ["Who earns what?"], ja: ["給与は？"] },
        allow: { claim: ROLES, anyOf: ["analyst"] },
      },
    };
    vi.stubEnv("AGENTS", JSON.stringify(ids.map((id) => ({ id, url: site.agent.url, stop: "command", ...known[id] }))));
    delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for("agentcore-chat.config")];
  }

  /** What the person's session holds; runs are given the same unless `renewed` says what Auth0 gives out now. */
  async function hold(scope: RequestScope, roles: unknown, renewed: unknown = roles): Promise<void> {
    const tokens = { accessToken: tokenWith(roles), refreshToken: "r", idpSid: null };
    const sealed = await sealTokens(tokens, scope.user.sid, getConfig().tokenKeys);
    await site.db
      .update(authSession)
      .set({ tokens: sealed, accessExp: sql`now() + interval '1 hour'` })
      .where(eq(authSession.sid, scope.user.sid));
    scope.token = async () => ({ ok: true, token: tokenWith(renewed) });
  }

  const info = async (scope: RequestScope) =>
    await (await handle(new Request(`${SITE}/api/copilotkit/info`), scope)).text();
  const named = async (scope: RequestScope) =>
    Object.keys((JSON.parse(await info(scope)) as { agents: object }).agents);

  /** An answer without what differs from one request to the next. */
  const bare = async (response: Response) => {
    const text = await response.text();
    const headers = Object.fromEntries(response.headers);
    delete headers["x-request-id"];
    return { status: response.status, headers, text: text.replace(/"requestId":"[^"]+"/, "") };
  };
  const streamed = async (scope: RequestScope, agentId: string, body: ReturnType<typeof input>) =>
    await bare(await handle(post(`/agent/${agentId}/run`, body), scope));
  const sent = (method: string, path: string, body?: unknown) =>
    new Request(`${SITE}${path}`, {
      method,
      headers: { origin: SITE, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const polled = async (scope: RequestScope, agentId: string, body: ReturnType<typeof input>) => {
    state.scope = scope;
    const request = sent("POST", `/api/threads/${body.threadId}/runs`, { agentId, ...body });
    return await bare(await start(request, { params: Promise.resolve({ threadId: body.threadId }) }));
  };
  const rows = async () => {
    const counted = await site.db.execute(
      sql`select (select count(*) from message) as messages, (select count(*) from run) as runs, (select count(*) from thread) as threads`,
    );
    return (counted as unknown as { rows: unknown[] }).rows;
  };

  /** A conversation of A with the restricted agent. */
  async function talk() {
    const browser = createBrowser(handle, a, { agentId: "secret" });
    expect((await browser.send("q")).status).toBe(200);
    await vi.waitFor(async () => expect((await browser.stored()).view.run?.status).toBe("completed"));
    return browser;
  }

  it("shows an agent to whoever has the role, and nothing of it to anybody else", async () => {
    expect(await named(a)).toEqual(["open", "secret"]);
    expect(await named(b)).toEqual(["open"]);
    expect((await agentsFor(a.user, "en")).map(({ id }) => id)).toEqual(["open", "secret"]);
    const told = `${await info(b)}${JSON.stringify(await agentsFor(b.user, "en"))}${JSON.stringify(await agentsFor(b.user, "ja"))}`;
    expect(told).not.toMatch(/secret|Salaries|earns|給与|analyst|roles/);
  });

  it("has nothing for somebody who may use none", async () => {
    has("secret");
    expect(await named(b)).toEqual([]);
    expect(await agentsFor(b.user, "en")).toEqual([]);
  });

  it.each([
    ["no role at all", undefined],
    ["an empty list", []],
    ["null", null],
    ["the role in a text with others", "guest analyst"],
    ["an object", { analyst: true }],
  ])("keeps out a token with %s", async (_, roles) => {
    await hold(b, roles);
    expect(await named(b)).toEqual(["open"]);
  });

  it.each([
    ["is no JWT", "opaque-token"],
    ["is JSON that nobody has made a JWT of", `{"${ROLES}":["analyst"]}`],
    ["has a broken middle", `e30.${"x".repeat(20)}.`],
  ])("keeps out a token that %s", async (_, accessToken) => {
    const tokens = { accessToken, refreshToken: null, idpSid: null };
    const sealed = await sealTokens(tokens, b.user.sid, getConfig().tokenKeys);
    await site.db.update(authSession).set({ tokens: sealed }).where(eq(authSession.sid, b.user.sid));
    expect(await named(b)).toEqual(["open"]);
  });

  it("keeps out whose tokens cannot be read, and A's tokens in B's session", async () => {
    const [mine] = await site.db.select().from(authSession).where(eq(authSession.sid, a.user.sid));
    await site.db
      .update(authSession)
      .set({ tokens: mine?.tokens ?? "" })
      .where(eq(authSession.sid, b.user.sid));
    expect(await named(b)).toEqual(["open"]);
  });

  it("answers a run exactly as that of an agent that does not exist: each op, both ways, new thread and old", async () => {
    const { threadId, lastId } = await talk();
    const question = lastId();
    site.agent.calls.length = 0;
    await hold(a, ["guest"]);
    const ids = { parentId: question, targetId: question };
    const attempts: [threadId: string, messages: object[], turn: object][] = [
      [randomUUID(), [said("first")], {}],
      [threadId, [said("next")], { parentId: question }],
      [threadId, [said("edited")], { op: "edit", ...ids }],
      [threadId, [], { op: "regenerate", ...ids }],
      [threadId, [], { op: "retry", ...ids }],
      [threadId, [said("as if new")], {}],
      [threadId, [said("x")], { op: "no such op" }],
    ];
    for (const [thread, messages, turn] of attempts)
      for (const call of [streamed, polled]) {
        const body = input(thread, messages, turn);
        const before = await rows();
        const unknown = await call(a, "nobody", body);
        expect(unknown.status).toBe(404);
        expect(unknown.text).toContain('"code":"AGENT_NOT_FOUND"');
        expect(await call(a, "secret", body)).toEqual(unknown);
        expect(await call(a, "SECRET", body)).toEqual(unknown);
        expect(await rows()).toEqual(before);
      }
    expect(site.agent.calls).toEqual([]);
  });

  it("goes by the token that goes along: a role that has been taken away meanwhile runs nothing", async () => {
    await hold(a, ["analyst"], ["guest"]);
    expect(await named(a)).toContain("secret");
    for (const call of [streamed, polled]) {
      const body = input(randomUUID(), [said("q")]);
      const refused = await call(a, "secret", body);
      expect(refused).toEqual(await call(a, "nobody", body));
    }
    expect(site.agent.calls).toEqual([]);
  });

  it("renews nothing to list agents, and takes the claims of a token that is over", async () => {
    const token = vi.fn(a.token);
    a.token = token;
    await site.db
      .update(authSession)
      .set({ accessExp: sql`now() - interval '1 hour'` })
      .where(eq(authSession.sid, a.user.sid));
    expect(await named(a)).toContain("secret");
    expect(token).not.toHaveBeenCalled();
  });

  it("says that one has to sign in again to those only who could use the agent until now", async () => {
    for (const scope of [a, b]) scope.token = async () => ({ ok: false, reason: "expired" });
    const body = input(randomUUID(), [said("q")]);
    expect((await streamed(a, "secret", body)).text).toContain("SIGN_IN_EXPIRED");
    expect((await streamed(b, "secret", body)).text).toContain("AGENT_NOT_FOUND");
    expect(site.agent.calls).toEqual([]);
  });

  it("keeps each thread with its agent: another one's run in it is refused, and nothing is stored", async () => {
    const { threadId, lastId } = await talk();
    site.agent.calls.length = 0;
    for (const call of [streamed, polled]) {
      const before = await rows();
      const refused = await call(a, "open", input(threadId, [said("x")], { parentId: lastId() }));
      expect(refused).toMatchObject({ status: 404, text: expect.stringContaining('"code":"NOT_FOUND"') });
      const asIfNew = await call(a, "open", input(threadId, [said("x")]));
      expect(asIfNew).toMatchObject({ status: 404 });
      const [counts, after] = [before, await rows()].map((one) => (one as { messages: number; runs: number }[])[0]);
      expect([after?.messages, after?.runs]).toEqual([counts?.messages, counts?.runs]);
    }
    expect(site.agent.calls).toEqual([]);
  });

  it.each<[string, () => Promise<void>]>([
    ["has been removed", async () => has("open")],
    ["may be used no longer", () => hold(a, ["guest"])],
    [
      "was the only one of theirs",
      async () => {
        has("secret");
        await hold(a, ["guest"]);
      },
    ],
  ])("a thread whose agent %s can be read, exported, shared, renamed, deleted and stopped", async (_, lose) => {
    const browser = await talk();
    const { threadId } = browser;
    await lose();
    state.scope = a;
    const params = { params: Promise.resolve({ threadId }) };
    const call = async (
      route: (request: Request, context: typeof params) => Promise<Response>,
      method: string,
      path = "",
      body?: unknown,
    ) => await bare(await route(sent(method, `/api/threads/${threadId}${path}`, body), params));

    expect((await browser.stored()).texts).toEqual(["q", "hello"]);
    expect(JSON.parse((await call(readThread, "GET")).text)).toMatchObject({ id: threadId, agentId: "secret" });
    const listed = await list(sent("GET", "/api/threads"), { params: Promise.resolve({}) });
    expect(await listed.text()).toContain(threadId);
    const file = await call(exportThread, "GET", "/export?format=md");
    expect(file.text).toContain("hello");
    // Its name is nothing that this person knows any more.
    expect(file.text).not.toContain("Salaries");
    expect((await call(share, "POST", "/share", { expiresInDays: null })).status).toBe(200);
    expect((await call(PATCH, "PATCH", "", { title: "kept" })).status).toBe(200);
    const stop = await bare(await handle(post(`/agent/secret/stop/${threadId}`, {}), a));
    expect(stop).toMatchObject({ status: 200, text: '{"stopped":false}' });
    expect((await bare(await handle(post(`/agent/secret/stop/${threadId}`, {}), b))).status).toBe(404);
    expect((await call(removeThread, "DELETE")).status).toBe(200);
  });
});
