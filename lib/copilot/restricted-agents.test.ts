import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST as warm } from "@/app/api/threads/[threadId]/warm/route";
import { agentsFor } from "../agentcore/for-person";
import { sealTokens } from "../auth/vault";
import { getConfig } from "../config";
import { authSession } from "../db/schema";
import { hasPostgres } from "../db/testing";
import { type Engine, input, said } from "../runs/testing/site";
import type { RequestScope } from "./scope";
import { ROLES, startRestricted } from "./testing/restricted";

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

describe.each(engines)("agents for some, on %s", (engine) => {
  let r: Awaited<ReturnType<typeof startRestricted>>;
  beforeAll(async () => {
    r = await startRestricted(engine, (scope) => {
      state.scope = scope;
    });
  }, 60_000);
  afterAll(() => r.site.stop(), 60_000);
  beforeEach(() => r.begin());

  it("shows an agent to whoever has the role, and nothing of it to anybody else", async () => {
    expect(await r.named(r.a)).toEqual(["open", "secret"]);
    expect(await r.named(r.b)).toEqual(["open"]);
    expect((await agentsFor(r.a.user, "en")).map(({ id }) => id)).toEqual(["open", "secret"]);
    const told = `${await r.info(r.b)}${JSON.stringify(await agentsFor(r.b.user, "en"))}${JSON.stringify(await agentsFor(r.b.user, "ja"))}`;
    expect(told).not.toMatch(/secret|Salaries|earns|給与|analyst|roles/);
  });

  it("has nothing for somebody who may use none", async () => {
    r.has("secret");
    expect(await r.named(r.b)).toEqual([]);
    expect(await agentsFor(r.b.user, "en")).toEqual([]);
  });

  it.each([
    ["no role at all", undefined],
    ["an empty list", []],
    ["null", null],
    ["the role in a text with others", "guest analyst"],
    ["an object", { analyst: true }],
  ])("keeps out a token with %s", async (_, roles) => {
    await r.hold(r.b, roles);
    expect(await r.named(r.b)).toEqual(["open"]);
  });

  it.each([
    ["is no JWT", "opaque-token"],
    ["is JSON that nobody has made a JWT of", `{"${ROLES}":["analyst"]}`],
    ["has a broken middle", `e30.${"x".repeat(20)}.`],
  ])("keeps out a token that %s", async (_, accessToken) => {
    const tokens = { accessToken, refreshToken: null, idpSid: null };
    const sealed = await sealTokens(tokens, r.b.user.sid, getConfig().tokenKeys);
    await r.site.db.update(authSession).set({ tokens: sealed }).where(eq(authSession.sid, r.b.user.sid));
    expect(await r.named(r.b)).toEqual(["open"]);
  });

  it("keeps out whose tokens cannot be read, and A's tokens in B's session", async () => {
    const [mine] = await r.site.db.select().from(authSession).where(eq(authSession.sid, r.a.user.sid));
    await r.site.db
      .update(authSession)
      .set({ tokens: mine?.tokens ?? "" })
      .where(eq(authSession.sid, r.b.user.sid));
    expect(await r.named(r.b)).toEqual(["open"]);
  });

  it("answers a run exactly as that of an agent that does not exist: each op, both ways, new thread and old", async () => {
    const { threadId, lastId } = await r.talk();
    const question = lastId();
    r.site.agent.calls.length = 0;
    await r.hold(r.a, ["guest"]);
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
      for (const call of [r.streamed, r.polled]) {
        const body = input(thread, messages, turn);
        const before = await r.rows();
        const unknown = await call(r.a, "nobody", body);
        expect(unknown.status).toBe(404);
        expect(unknown.text).toContain('"code":"AGENT_NOT_FOUND"');
        expect(await call(r.a, "secret", body)).toEqual(unknown);
        expect(await call(r.a, "SECRET", body)).toEqual(unknown);
        expect(await r.rows()).toEqual(before);
      }
    expect(r.site.agent.calls).toEqual([]);
  });

  it("goes by the token that goes along: a role that has been taken away meanwhile runs nothing", async () => {
    await r.hold(r.a, ["analyst"], ["guest"]);
    expect(await r.named(r.a)).toContain("secret");
    for (const call of [r.streamed, r.polled]) {
      const body = input(randomUUID(), [said("q")]);
      const refused = await call(r.a, "secret", body);
      expect(refused).toEqual(await call(r.a, "nobody", body));
    }
    expect(r.site.agent.calls).toEqual([]);
  });

  it("renews nothing to list agents, and takes the claims of a token that is over", async () => {
    const token = vi.fn(r.a.token);
    r.a.token = token;
    await r.site.db
      .update(authSession)
      .set({ accessExp: sql`now() - interval '1 hour'` })
      .where(eq(authSession.sid, r.a.user.sid));
    expect(await r.named(r.a)).toContain("secret");
    expect(token).not.toHaveBeenCalled();
  });

  it("says that one has to sign in again to those only who could use the agent until now", async () => {
    for (const scope of [r.a, r.b]) scope.token = async () => ({ ok: false, reason: "expired" });
    const body = input(randomUUID(), [said("q")]);
    expect((await r.streamed(r.a, "secret", body)).text).toContain("SIGN_IN_EXPIRED");
    expect((await r.streamed(r.b, "secret", body)).text).toContain("AGENT_NOT_FOUND");
    expect(r.site.agent.calls).toEqual([]);
  });

  it("starts no session ahead, and says of it what it says of an agent that does not exist", async () => {
    const threadId = randomUUID();
    const asked = async (scope: RequestScope, agentId: string) => {
      state.scope = scope;
      const request = r.sent("POST", `/api/threads/${threadId}/warm`, { agentId });
      return await r.bare(await warm(request, { params: Promise.resolve({ threadId }) }));
    };
    const unknown = await asked(r.b, "nobody");
    expect(unknown).toMatchObject({ status: 404, text: expect.stringContaining("AGENT_NOT_FOUND") });
    expect(await asked(r.b, "secret")).toEqual(unknown);
    expect((await asked(r.a, "secret")).status).toBe(202);
    expect(r.site.agent.calls).toEqual([]);
  });
});
