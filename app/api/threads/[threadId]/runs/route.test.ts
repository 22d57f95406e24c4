import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Answer, held } from "@/lib/runs/testing/fake-agent";
import { input, person, resetAgent, SITE, said, startSite } from "@/lib/runs/testing/site";
import { seedMessages, seedThread } from "@/lib/threads/testing";
import { POST } from "./route";

const state = vi.hoisted(() => ({ user: null as unknown, held: [] as Promise<unknown>[] }));
vi.mock("@/lib/auth/session", () => ({ currentUser: async () => state.user }));
vi.mock("@/lib/auth/access-token", () => ({ getAccessToken: async () => ({ ok: true, token: "token" }) }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  // A purge is a function: it waits for the response.
  after: (work: unknown) => void (work instanceof Promise && state.held.push(work)),
}));

const [a, b] = [person("a"), person("b")];
let site: Awaited<ReturnType<typeof startSite>>;
const threads = { a: "", b: "" };
const questions = { a: "", b: "" };

beforeAll(async () => {
  site = await startSite("embedded");
  for (const [name, { user }] of [
    ["a", a],
    ["b", b],
  ] as const) {
    threads[name] = await seedThread(site.db, { userId: user.id, title: name, agentId: "helper" });
    const [asked = ""] = await seedMessages(site.db, user.id, threads[name], [{ user: "q" }, { assistant: "r" }]);
    questions[name] = asked;
  }
}, 60_000);
afterAll(() => site.stop());

async function post(inAddress: string, inBody: string, parentId: string | null, answer?: Answer) {
  resetAgent(site.agent);
  if (answer) site.agent.answer = answer;
  const body = { agentId: "helper", ...input(inBody, [said("into somebody else's")], { parentId }) };
  const request = new Request(`${SITE}/api/threads/${inAddress}/runs`, {
    method: "POST",
    headers: { origin: SITE, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const response = await POST(request, { params: Promise.resolve({ threadId: inAddress }) });
  return { status: response.status, body: (await response.json()) as { code: string; fields?: { path: string }[] } };
}

async function rows(): Promise<unknown> {
  const result = await site.db.execute(
    sql`select (select count(*) from message) as messages, (select count(*) from run) as runs, (select count(*) from thread) as threads`,
  );
  return (result as unknown as { rows: unknown[] }).rows;
}

// CVE-2026-45349: the right was checked on one id and the message written under the other.
it.each<[string, () => [string, string, string | null], number]>([
  ["B's own address with A's thread in the body", () => [threads.b, threads.a, questions.a], 400],
  ["A's address with B's own thread in the body", () => [threads.a, threads.b, questions.b], 400],
  ["a new address with A's thread in the body", () => [randomUUID(), threads.a, questions.a], 400],
  ["A's thread in both", () => [threads.a, threads.a, questions.a], 404],
  ["A's thread in both, as if it were new", () => [threads.a, threads.a, null], 404],
])("%s: nothing is written, and no agent asked", async (_, names, status) => {
  state.user = b.user;
  const before = await rows();
  const answer = await post(...names());
  expect(answer).toMatchObject(
    status === 400
      ? { status, body: { code: "BAD_REQUEST", fields: [{ path: "threadId" }] } }
      : { status, body: { code: "NOT_FOUND" } },
  );
  expect(await rows()).toEqual(before);
  expect(site.agent.calls).toEqual([]);
});

it("with the one thread in both, its owner is answered", async () => {
  state.user = a.user;
  expect(await post(threads.a, threads.a, questions.a)).toMatchObject({ status: 202 });
  await vi.waitFor(() => expect(site.agent.calls).toHaveLength(1));
});

describe("a run is handed to the host while the request that began it is open", () => {
  afterEach(() => site.configure({}));

  async function begin() {
    state.user = a.user;
    state.held.length = 0;
    const thread = randomUUID();
    const agent = held("so far");
    let answered = false;
    const answer = post(thread, thread, null, agent.answer).finally(() => {
      answered = true;
    });
    await vi.waitFor(() => expect(site.agent.calls).toHaveLength(1));
    return { answer, agent, isAnswered: () => answered };
  }

  it("and the request is answered at once where the process goes on by itself", async () => {
    const { answer, agent } = await begin();
    expect(await answer).toMatchObject({ status: 202 });
    expect(state.held).toHaveLength(1);
    agent.end();
    await state.held[0];
  });

  it("and where it is frozen then, not before the run is over and written down", async () => {
    site.configure({ STREAM_MODE: "poll", RUN_MAX_MS: "20000" });
    const { answer, agent, isAnswered } = await begin();
    await vi.waitFor(() => expect(state.held).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isAnswered()).toBe(false);
    agent.end();
    const { status, body } = await answer;
    expect(status).toBe(202);
    const { runId } = body as unknown as { runId: string };
    const ended = await site.db.execute(sql`select status from run where id = ${runId}`);
    expect((ended as unknown as { rows: unknown[] }).rows).toEqual([{ status: "completed" }]);
  });

  it("and a run that is too long for such a host ends as that, with its agent told, within the request", async () => {
    site.configure({ STREAM_MODE: "poll", RUN_MAX_MS: "500" });
    const { answer, agent } = await begin();
    expect(await answer).toMatchObject({ status: 202 });
    const last = await site.db.execute(sql`select status, error_code from run order by started_at desc limit 1`);
    expect((last as unknown as { rows: unknown[] }).rows).toEqual([{ status: "error", error_code: "HOST_LIMIT" }]);
    expect(site.agent.calls.map(({ body: { command } }) => command)).toEqual([undefined, "stop"]);
    agent.end();
  });

  it("and a refusal does not wait", async () => {
    site.configure({ STREAM_MODE: "poll", RUN_MAX_MS: "20000" });
    state.user = b.user;
    const from = Date.now();
    expect(await post(threads.a, threads.a, questions.a)).toMatchObject({ status: 404 });
    expect(Date.now() - from).toBeLessThan(5_000);
  });
});
