import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Message } from "@ag-ui/core";
import { expect, vi } from "vitest";
import type { ThreadView } from "../../api/contract";
import { insertSession } from "../../auth/sessions";
import type { RequestScope } from "../../copilot/scope";
import { openDatabase } from "../../db/client";
import { migratePostgres } from "../../db/postgres";
import { createPostgresDatabase, layEmbedded } from "../../db/testing";
import type { Database } from "../../db/types";
import { liveRuns } from "../lease-keeper";
import { type FakeAgent, reply, startFakeAgent } from "./fake-agent";

export const SITE = "http://localhost:3000";
export type Engine = "embedded" | "postgres";

/** An event as it arrives in a browser. */
export type Seen = {
  type: string;
  code?: string;
  delta?: string;
  messages?: Message[];
  threadId?: string;
  runId?: string;
  messageId?: string;
  name?: string;
  value?: ThreadView;
  result?: unknown;
};

/** The site's server side on a database of its own, with a fake agent behind it. */
export async function startSite(engine: Engine, env: Record<string, string> = {}) {
  const agent = await startFakeAgent();
  const dataDir = mkdtempSync(join(tmpdir(), "chat-runs-"));
  const postgres = engine === "postgres" ? await createPostgresDatabase() : null;
  if (postgres) await migratePostgres(postgres.url);
  else await layEmbedded(dataDir);
  const agents = [
    { id: "helper", name: "Helper", url: agent.url, stop: "command" },
    { id: "other", name: "Other", url: agent.url },
    { id: "mindful", name: "Mindful", url: agent.url, stop: "command", history: "last" },
    { id: "eager", name: "Eager", url: agent.url, stop: "command", warm: true },
    { id: "plain", name: "Plain", url: agent.url, protocol: "http" },
    { id: "listener", name: "L", url: agent.url, protocol: "http", http: { input: "input.prompt" }, stop: "command" },
  ];
  const own = {
    AGENTS: JSON.stringify(agents),
    NODE_ENV: "development",
    DATA_DIR: dataDir,
    DATABASE_URL: postgres?.url ?? "",
    ...UNLIMITED,
    ...env,
  };
  const set = (settings: Record<string, string>) => {
    for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
    forget("config", "known-waits");
  };
  set(own);
  forget("database");
  const { db, close } = await openDatabase();
  await Promise.all(PEOPLE.map((name) => signedIn(db, name)));
  return {
    agent,
    db,
    /** As if it had begun with these besides, and nothing that was set here before: on the same database, which takes long to make. */
    configure: (more: Record<string, string>) => {
      vi.unstubAllEnvs();
      set({ ...own, ...more });
    },
    interruptRuns,
    stop: async () => {
      await interruptRuns();
      agent.close();
      await close();
      await postgres?.drop();
      rmSync(dataDir, { recursive: true, force: true });
      vi.unstubAllEnvs();
      forget("database", "config", "known-waits");
    },
  };
}

/** A test does in a second what a person does in a day. Those of the limits set their own. */
const UNLIMITED = {
  LIMIT_RUNS_PER_MINUTE: "1000000",
  LIMIT_REQUESTS_PER_MINUTE: "1000000",
  LIMIT_SIGN_INS_PER_MINUTE: "1000000",
  LIMIT_RUNS_AT_ONCE: "10000",
};

/** Ends what is running here. @returns when that is written down */
async function interruptRuns(): Promise<void> {
  for (const run of liveRuns()) run.interrupt();
  await Promise.all(liveRuns().map((run) => run.ended));
}

/** Drops what the process keeps beyond a module's life; the next site begins without it. */
function forget(...names: ("database" | "config" | "known-waits")[]): void {
  const holder = globalThis as unknown as Record<symbol, unknown>;
  for (const name of names) delete holder[Symbol.for(`agentcore-chat.${name}`)];
}

/** Whose streams last: one whose session is not in the database is over within a heartbeat. */
const PEOPLE = ["a", "b", "nobody"];

async function signedIn(db: Database, name: string): Promise<void> {
  const session = person(name).user;
  const lives = { accessLifeSeconds: 3_600, maxSeconds: 86_400, authenticatedSecondsAgo: 0 };
  const row = { sid: session.sid, userId: session.id, name, email: null, tokens: "", userAgent: null, address: null };
  await insertSession(db, { ...row, ...lives });
}

export const person = (name: string): RequestScope => ({
  user: { id: `auth0|${name}`, name, email: null, image: null, sid: name },
  locale: "en",
  requestId: randomUUID(),
  startedAt: Date.now(),
  address: "192.0.2.1",
  token: async () => ({ ok: true, token: `token-of-${name}` }),
  hold: () => undefined,
});

export const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${SITE}/api/copilotkit${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: SITE, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

export const said = (content: string, id: string = randomUUID()) => ({ id, role: "user", content });

export const input = (threadId: string, messages: unknown[], turn: object = {}, extra: object = {}) => ({
  threadId,
  runId: randomUUID(),
  messages,
  tools: [],
  context: [],
  state: {},
  forwardedProps: { turn: { op: "send", parentId: null, ...turn } },
  ...extra,
});

export const eventsOf = async (response: Response): Promise<Seen[]> => readFrames(await response.text());

export const readFrames = (text: string): Seen[] =>
  text
    .split("\n\n")
    .filter((frame) => frame.startsWith("data: "))
    .map((frame) => JSON.parse(frame.slice(6)) as Seen);

/** One person's browser on one thread: it knows what it has asked. */
export function createBrowser(
  handle: (request: Request, scope: RequestScope) => Promise<Response>,
  scope: RequestScope,
  options: { threadId?: string; agentId?: string } = {},
) {
  const { threadId = randomUUID(), agentId = "helper" } = options;
  let lastId: string | null = null;
  const browser = {
    threadId,
    lastId: () => lastId,
    connect: () => handle(post(`/agent/${agentId}/connect`, input(threadId, [])), scope),
    run: (body: object) => handle(post(`/agent/${agentId}/run`, body), { ...scope, startedAt: Date.now() }),
    /** Sends a message; the answer is read by the caller. */
    send: (text: string, runId: string = randomUUID()) => {
      const message = said(text);
      const body = input(threadId, [message], { parentId: lastId }, { runId });
      lastId = message.id;
      return browser.run(body);
    },
    edit: (targetId: string, text: string) => {
      const message = said(text);
      const body = input(threadId, [message], { op: "edit", parentId: lastId, targetId });
      lastId = message.id;
      return browser.run(body);
    },
    again: (op: "retry" | "regenerate" = "retry", targetId: string | null = lastId) =>
      browser.run(input(threadId, [], { op, parentId: lastId, targetId })),
    /** Answers what the agent waits for; the body's other parts are what a browser may send. */
    answer: async (answers: object[] | null, turn: object = {}, extra: object = {}) => {
      const { view } = await browser.stored();
      const asked = {
        op: "resume",
        parentId: lastId,
        targetId: view.run?.id,
        ...(answers ? { answers } : {}),
        ...turn,
      };
      return await browser.run(input(threadId, [], asked, extra));
    },
    /** What the thread holds for its owner. */
    stored: async () => {
      const events = await eventsOf(await browser.connect());
      const messages = events.find((one) => one.type === "MESSAGES_SNAPSHOT")?.messages ?? [];
      return { events, messages, texts: messages.map((message) => message.content), view: viewIn(events) };
    },
  };
  return browser;
}

/** The last view of a stream. */
export function viewIn(events: readonly Seen[]): ThreadView {
  const view = events.findLast((one) => one.name === "thread-view")?.value;
  expect(view).toBeDefined();
  return view as ThreadView;
}

/** Makes the agent as it was at first. */
export function resetAgent(agent: FakeAgent): void {
  agent.calls.length = 0;
  agent.answer = reply("hello");
  agent.command = (response) => response.end('{"stopped":true}');
}
