import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { POST as copilot } from "@/app/api/copilotkit/[[...slug]]/route";
import { POST as signOut } from "@/app/api/sign-out/route";
import { POST as poll } from "@/app/api/threads/[threadId]/runs/route";
import { GET as list } from "@/app/api/threads/route";
import { auditEvent, rateLimit } from "../db/safety-schema";
import { message, run, thread } from "../db/schema";
import { hasPostgres } from "../db/testing";
import type { HttpErrorBody } from "../errors";
import { held } from "../runs/testing/fake-agent";
import { type Engine, input, person, resetAgent, SITE, said, startSite } from "../runs/testing/site";
import { countStranger } from "./count";

const state = vi.hoisted(() => ({ user: null as unknown }));
vi.mock("../auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("../auth/access-token", () => ({ getAccessToken: async () => ({ ok: true, token: "token" }) }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined, set: () => undefined, getAll: () => [] }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({ ...(await original<object>()), after: () => undefined }));

const engines: Engine[] = (await hasPostgres()) ? ["embedded", "postgres"] : ["embedded"];
const OFFICE = "203.0.113.9";
const holder = globalThis as unknown as Record<symbol, unknown>;
const PEER_KEY = Symbol.for("agentcore-chat.peer-key");

describe.each(engines)("limits of the site on %s", (engine) => {
  let site: Awaited<ReturnType<typeof startSite>>;
  /** Its people are new for each test. */
  let [a, b, c] = ["", "", ""];

  beforeAll(async () => {
    site = await startSite(engine, { RUN_HEARTBEAT_MS: "3600000", RUN_STALE_MS: "86400000" });
  }, 60_000);
  afterAll(() => site.stop(), 60_000);

  /** The site anew, with nothing counted and nothing stored. */
  async function begin(limits: Record<string, string>): Promise<void> {
    site.configure(Object.fromEntries(Object.entries(limits).map(([name, value]) => [`LIMIT_${name}`, value])));
    for (const table of [thread, auditEvent, rateLimit]) await site.db.delete(table);
    resetAgent(site.agent);
  }
  beforeEach(() => {
    holder[PEER_KEY] = "key";
    [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];
  });
  afterEach(async () => {
    holder[PEER_KEY] = undefined;
    await site.interruptRuns();
  }, 60_000);

  const headersFrom = (address: string) => ({
    origin: SITE,
    "content-type": "application/json",
    "x-agentcore-peer": `key direct ${address}`,
  });
  const as = (name: string | null) => {
    state.user = name === null ? null : person(name).user;
  };
  const ask = async (name: string | null, address = OFFICE) => {
    as(name);
    return await list(new Request(`${SITE}/api/threads`, { headers: headersFrom(address) }), {
      params: Promise.resolve({}),
    });
  };
  const passed = async (count: number, name: string | null, address = OFFICE) => {
    const answers: Response[] = [];
    for (let call = 0; call < count; call++) answers.push(await ask(name, address));
    return answers.filter(({ status }) => status !== 429).length;
  };
  const send = async (name: string, threadId: string = randomUUID()) => {
    as(name);
    const body = input(threadId, [said("q")]);
    return await copilot(
      new Request(`${SITE}/api/copilotkit/agent/helper/run`, {
        method: "POST",
        headers: headersFrom(OFFICE),
        body: JSON.stringify(body),
      }),
    );
  };
  const sendPolling = async (name: string) => {
    as(name);
    const threadId = randomUUID();
    const body = { agentId: "helper", ...input(threadId, [said("q")]) };
    const request = new Request(`${SITE}/api/threads/${threadId}/runs`, {
      method: "POST",
      headers: headersFrom(OFFICE),
      body: JSON.stringify(body),
    });
    return await poll(request, { params: Promise.resolve({ threadId }) });
  };
  const stored = async () => [
    (await site.db.select().from(thread)).length,
    (await site.db.select().from(message)).length,
    (await site.db.select().from(run)).length,
  ];
  const trail = async () => (await site.db.select().from(auditEvent).where(eq(auditEvent.kind, "limit-hit"))).length;

  it("a colleague who runs wild is stopped, and the office behind the same address goes on", {
    timeout: 60_000,
  }, async () => {
    await begin({ REQUESTS_PER_MINUTE: "4", PEOPLE_PER_ADDRESS: "2" });
    expect(await passed(20, a)).toBe(4);
    expect(await passed(4, b)).toBe(4);
    const refused = await ask(a);
    const body = (await refused.json()) as HttpErrorBody;
    expect(body).toMatchObject({ code: "RATE_LIMITED", requestId: refused.headers.get("x-request-id") });
    expect(body.retryAfter).toBeGreaterThanOrEqual(1);
    expect(body.retryAfter).toBeLessThanOrEqual(15);
    expect(refused.headers.get("retry-after")).toBe(String(body.retryAfter));
    // Two people's worth is used up: a third of the same address must wait, the same person from elsewhere need not.
    expect((await ask(c)).status).toBe(429);
    expect((await ask(c, "198.51.100.1")).status).toBe(200);
    expect(await trail()).toBe(2);
  });

  it("somebody with a whole IPv6 network is one address", { timeout: 60_000 }, async () => {
    await begin({ SIGN_INS_PER_MINUTE: "1" });
    let count = 0;
    for (let host = 1; host <= 30; host++) count += await passed(1, null, `2001:db8:1:2::${host.toString(16)}`);
    // Some come back while a slow machine counts.
    expect(count).toBeGreaterThanOrEqual(10);
    expect(count).toBeLessThan(20);
  });

  it("who is not signed in uses up nothing of those who are, nor of signing in", { timeout: 60_000 }, async () => {
    await begin({ REQUESTS_PER_MINUTE: "5", SIGN_INS_PER_MINUTE: "1", PEOPLE_PER_ADDRESS: "1" });
    expect(await passed(60, null)).toBeLessThan(30);
    const leave = () =>
      signOut(new Request(`${SITE}/api/sign-out`, { method: "POST", headers: headersFrom(OFFICE), body: "{}" }));
    const left: number[] = [];
    for (let call = 0; call < 20; call++) left.push((await leave()).status);
    expect(left).toContain(429);
    expect(await passed(5, a)).toBe(5);
    const asking = { address: OFFICE, requestId: null };
    const signIns = [];
    for (let call = 0; call < 3; call++) signIns.push((await countStranger(site.db, "sign-in", asking)).ok);
    expect(signIns).toEqual([true, false, false]);
    expect(await countStranger(site.db, "before-sign-in", asking)).toEqual({ ok: true });
  });

  it("more runs a minute than allowed: 429 before any stream, and nothing is stored", { timeout: 60_000 }, async () => {
    await begin({ RUNS_PER_MINUTE: "2" });
    for (let call = 0; call < 2; call++) expect(await (await send(a)).text()).toContain("RUN_FINISHED");
    const [rows, asked] = [await stored(), site.agent.calls.length];
    for (const refused of [await send(a), await sendPolling(a), await send(a)]) {
      expect(refused.status).toBe(429);
      expect(refused.headers.get("content-type")).toContain("json");
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(await refused.json()).toMatchObject({ code: "RATE_LIMITED" });
    }
    expect(await stored()).toEqual(rows);
    expect(site.agent.calls).toHaveLength(asked);
    expect(await (await send(b)).text()).toContain("RUN_FINISHED");
    expect(await trail()).toBe(1);
  });

  it("12 starts at once with room for 3: exactly 3 run", { timeout: 60_000 }, async () => {
    await begin({ RUNS_AT_ONCE: "3" });
    const answer = held("words");
    site.agent.answer = answer.answer;
    as(a);
    const answers = await Promise.all(Array.from({ length: 12 }, () => send(a)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, ...Array(9).fill(429)]);
    expect(await stored()).toEqual([3, 3, 3]);
    const running = await site.db.select().from(run).where(eq(run.status, "running"));
    expect(running).toHaveLength(3);
    expect(await sendPolling(a)).toMatchObject({ status: 429 });
    // Somebody else is not held up, and whose process is gone takes up no room.
    expect((await send(b)).status).toBe(200);
    await site.db
      .update(run)
      .set({ heartbeatAt: sql`now() - interval '2 days'` })
      .where(eq(run.id, running[0]?.id ?? ""));
    expect((await send(a)).status).toBe(200);
    expect((await send(a)).status).toBe(429);
  });

  it("limits that cannot be counted let nobody through and start nothing", { timeout: 60_000 }, async () => {
    await begin({});
    await site.db.execute(sql`alter table rate_limit rename to rate_limit_gone`);
    try {
      for (const refused of [await ask(a), await ask(null), await send(a), await sendPolling(a)]) {
        expect(refused.status).toBe(500);
        const text = await refused.text();
        expect(JSON.parse(text)).toMatchObject({ code: "INTERNAL" });
        expect(text).not.toMatch(/rate_limit|relation|select|insert/i);
      }
    } finally {
      await site.db.execute(sql`alter table rate_limit_gone rename to rate_limit`);
    }
    expect(await stored()).toEqual([0, 0, 0]);
    expect(site.agent.calls).toHaveLength(0);
  });
});
