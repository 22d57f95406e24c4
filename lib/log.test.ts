import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { sessionCookieName } from "./auth/cookies";
import { insertSession } from "./auth/sessions";
import { sealTokens } from "./auth/vault";
import { getConfig } from "./config";
import { openDatabase } from "./db/client";
import { callRoute, type Names, ROUTE_TABLE, routeHandlers } from "./http/route-table.testing";
import { begin, close, event, finish, say, sse } from "./runs/testing/fake-agent";
import { input, SITE, said, startSite } from "./runs/testing/site";

const state = vi.hoisted(() => ({ cookie: "", held: [] as unknown[] }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (name.includes("session-token") ? { value: state.cookie } : undefined),
    set: () => undefined,
    getAll: () => [],
  }),
  headers: async () => new Headers({ cookie: `x=${state.cookie}`, authorization: "Bearer CANARY-header" }),
}));
vi.mock("next/server", async (original) => ({
  ...(await original<object>()),
  after: (work: unknown) => void state.held.push(work),
}));

/** In everything that is somebody's secret: words, titles, tokens, the cookie, what agents and broken requests say. */
const CANARY = "CANARY";
const userId = "auth0|a";
let site: Awaited<ReturnType<typeof startSite>>;
let printed = "";
const print = (text: string): void => {
  printed += text;
};

beforeAll(async () => {
  // pino writes past process.stdout; what it writes ends up in this all the same.
  const { log } = await import("./log");
  const { streamSym } = (await import("pino")).pino.symbols as unknown as { streamSym: symbol };
  (log as unknown as Record<symbol, unknown>)[streamSym] = { write: (line: string) => print(line) };
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      print(String(text));
      return true;
    });
  for (const method of ["log", "info", "warn", "error", "debug"] as const)
    vi.spyOn(console, method).mockImplementation((...given) => print(inspect(given, { depth: 9 })));
  site = await startSite("embedded", { RUN_HEARTBEAT_MS: "200" });
  const real = globalThis.fetch;
  const { issuer } = getConfig().auth0;
  vi.stubGlobal("fetch", async (to: string | URL | Request, init?: RequestInit) => {
    const url = String(to instanceof Request ? to.url : to);
    return url.startsWith(issuer) ? new Response(`{"error":"${CANARY}-auth0"}`, { status: 500 }) : await real(to, init);
  });
  const sid = `${CANARY}-sid-${randomUUID()}`;
  const { tokenKeys, nextAuthSecret } = getConfig();
  const set = { accessToken: `${CANARY}-access`, refreshToken: `${CANARY}-refresh`, idpSid: `${CANARY}-idp` };
  const tokens = await sealTokens(set, sid, tokenKeys);
  const told = { name: `${CANARY} name`, email: `${CANARY}@example.com`, userAgent: `${CANARY} agent`, address: null };
  const lives = { accessLifeSeconds: 3_600, maxSeconds: 86_400, authenticatedSecondsAgo: 0 };
  await insertSession(site.db, { sid, userId, tokens, ...told, ...lives });
  state.cookie = await encode({ token: { sub: userId, sid }, secret: nextAuthSecret });
}, 60_000);
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await site.stop();
}, 60_000);

/** Nothing of what is secret, and something that shows that this looks in the right place. */
function expectQuiet(expected: RegExp): void {
  const found = printed;
  printed = "";
  expect(found).toMatch(expected);
  expect(found).not.toContain(CANARY);
  expect(found).not.toContain(state.cookie.slice(0, 40));
}

type Given = { body?: unknown; query?: string; slug?: string[] };

async function call(key: string, names: Names, one: Given = {}) {
  const handler = (await routeHandlers()).get(key);
  if (!handler) throw new Error(`no handler for ${key}`);
  const { body, query = "", slug } = one;
  const table = {
    title: "",
    query: () => query,
    ...(slug ? { slug: () => slug } : {}),
    ...("body" in one ? { body: () => body } : {}),
  };
  const response = await callRoute(handler, key, table, names, SITE);
  return { status: response.status, text: await response.text() };
}

const names = (): Names => ({
  threadId: randomUUID(),
  runId: randomUUID(),
  messageId: randomUUID(),
  sessionId: randomUUID(),
});
const RUN = "POST /api/copilotkit/[[...slug]]";

/** Says something in a thread; the agent answers as told. */
async function talk(answer: (response: ServerResponse) => void, threadId: string = randomUUID()) {
  site.agent.answer = answer;
  const body = { ...input(threadId, [said(`${CANARY} question`)]), agentId: "helper" };
  return { threadId, ...(await call(RUN, { ...names(), threadId }, { body, slug: ["agent", "helper", "run"] })) };
}

it("an answer, and all that is done to its thread", { timeout: 30_000 }, async () => {
  const id = randomUUID();
  const { threadId, text } = await talk((response) =>
    sse(response).end(begin + say(`${CANARY} answer`, id) + close(id) + finish),
  );
  expect(text).toContain(`${CANARY} answer`);
  const of = { ...names(), threadId };
  expect((await call("PATCH /api/threads/[threadId]", of, { body: { title: `${CANARY} title` } })).status).toBe(200);
  expect((await call("POST /api/threads/[threadId]/share", of, { body: { expiresInDays: null } })).status).toBe(200);
  expect((await call("GET /api/threads/[threadId]/export", of, { query: "format=md" })).text).toContain(CANARY);
  expect((await call("GET /api/threads", of, { query: `q=${CANARY}` })).text).toContain(CANARY);
  expect((await call("DELETE /api/threads/[threadId]", of)).status).toBe(200);
  expectQuiet(/"event":"audit".*threads-deleted/s);
});

it.each<[string, (response: ServerResponse) => void]>([
  ["an error's body", (response) => response.writeHead(500).end(JSON.stringify({ message: CANARY }))],
  ["a refusal's body", (response) => response.writeHead(401).end(`Bearer ${CANARY}`)],
  [
    "an error event",
    (response) => sse(response).end(begin + event({ type: "RUN_ERROR", message: CANARY, code: "STRANDS_ERROR" })),
  ],
  ["frames that are not JSON", (response) => sse(response).end(`${begin}data: {"type": "${CANARY}\n\n`)],
  [
    "events that are none",
    (response) => sse(response).end(begin + event({ type: "WHATEVER", delta: CANARY }) + finish),
  ],
  [
    "a patch that does not apply",
    (response) =>
      sse(response).end(
        begin +
          event({ type: "STATE_DELTA", delta: [{ op: "replace", path: `/${CANARY}/x`, value: CANARY }] }) +
          finish,
      ),
  ],
  ["an answer of the wrong type", (response) => response.writeHead(200, { "content-type": "text/html" }).end(CANARY)],
  [
    "an answer that is cut off",
    (response) => {
      sse(response).write(begin + say(CANARY, "m"));
      setTimeout(() => response.destroy(), 50);
    },
  ],
])("%s of an agent", { timeout: 30_000 }, async (_, answer) => {
  await talk(answer);
  await vi.waitFor(() => expect(printed).not.toBe(""));
  expectQuiet(/"level":\d+/);
});

// Not in the path: that is an address, and the log names it.
it("requests that are broken", { timeout: 30_000 }, async () => {
  for (const [key, entry] of Object.entries(ROUTE_TABLE)) {
    if (entry.about === "none") continue;
    const [method = "GET"] = key.split(" ");
    await call(key, names(), {
      ...(method === "GET" ? {} : { body: { [CANARY]: CANARY, title: [CANARY] } }),
      query: `cursor=${CANARY}&since=${CANARY}`,
      slug: ["nonsense"],
    });
    const handler = (await routeHandlers()).get(key);
    if (method === "GET") continue;
    const headers = { origin: SITE, "content-type": "application/json" };
    const bad = new Request(`${SITE}/api/copilotkit/nonsense`, { method, headers, body: `{"${CANARY}": ${CANARY}` });
    await handler?.(bad, {
      params: Promise.resolve({ threadId: "nonsense", runId: "nonsense", sessionId: "nonsense", slug: ["nonsense"] }),
    });
  }
  printed += '{"level":0}';
  expectQuiet(/"level":\d+/);
});

it("a database that fails at any statement, whatever it quotes", { timeout: 60_000 }, async () => {
  const { threadId } = await talk((response) => sse(response).end(begin + finish));
  printed = "";
  const client = (
    (await openDatabase()).db as unknown as { $client: { query: (...given: unknown[]) => Promise<unknown> } }
  ).$client;
  const real = client.query.bind(client);
  let passes = 0;
  vi.spyOn(client, "query").mockImplementation((...given: unknown[]) => {
    if (passes-- > 0) return real(...given);
    const quoted = { detail: `Key (content)=(${CANARY}) is too long`, where: CANARY, code: "22001" };
    return Promise.reject(Object.assign(new Error(`invalid input syntax: "${CANARY}"`), quoted));
  });
  const of = { ...names(), threadId };
  for (let pass = 0; pass < 6; pass++) {
    const calls: [string, Given][] = [
      ["PATCH /api/threads/[threadId]", { body: { title: `${CANARY} title` } }],
      ["GET /api/threads", { query: `q=${CANARY}` }],
      ["GET /api/threads/[threadId]/events", {}],
      ["POST /api/threads/[threadId]/share", { body: { expiresInDays: null } }],
      [RUN, { body: { ...input(threadId, [said(CANARY)]), agentId: "helper" }, slug: ["agent", "helper", "run"] }],
    ];
    for (const [key, one] of calls) {
      passes = pass;
      await call(key, of, one);
    }
  }
  vi.mocked(client.query).mockRestore();
  expectQuiet(/"requestId":"[0-9a-f-]{36}".*Failed query|Failed query.*"requestId":"[0-9a-f-]{36}"/s);
  expect(sessionCookieName()).toContain("session");
});
