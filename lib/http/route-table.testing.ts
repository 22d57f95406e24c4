import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  erased,
  runStarted,
  runStopped,
  sessionList,
  sessionsEnded,
  threadChanges,
  threadEvents,
  threadList,
  threadShare,
  threadSummary,
  threadsDeleted,
} from "../api/contract";

/** What calls name: a thread, a run and a message that belong to it, and a session as its owner's list calls it. */
export type Names = {
  threadId: string;
  runId: string;
  messageId: string;
  sessionId: string;
  /** Of the run and the message that a call begins. The same ones each time unless said: two calls then differ in nothing else. */
  newId?: string;
  /** next-auth's, of the caller's browser. */
  csrfToken?: string;
};

/**
 * What a call that succeeds is answered: JSON of a schema; `anything` in JSON of CopilotKit's; AG-UI `events`; a `file`; or
 * what next-auth (`library`) sees fit, which is not ours to describe; or `nothing` (204);
 * or `static`: what was made with the site.
 */
export type Answers = z.ZodTypeAny | "anything" | "events" | "file" | "library" | "nothing" | "static";

/** One way to call a route. Placeholders in the path are filled from `Names`. */
export type TableCall = {
  title: string;
  query?: (names: Names) => string;
  body?: (names: Names) => unknown;
  /** What stands for `[[...slug]]`. */
  slug?: (names: Names) => string[];
  /** Of the body, when it is not `application/json`. */
  type?: string;
  /** Instead of what the row says. */
  answers?: Answers;
  /** Names a run or message besides the thread, so it is also tried on the caller's own thread. */
  inner?: true;
  /**
   * On a missing id this is a turn of a new thread: a first message begins it, any other is refused for what a new thread
   * lacks. On somebody else's it is `NOT_FOUND`, so only that, and that nothing happens, can be asked of it.
   */
  takesId?: true;
};

export type TableEntry =
  /** Acts on something that an id names. */
  | { about: "thing"; answers: Answers; calls: readonly TableCall[] }
  /** Acts on whatever is the caller's. */
  | { about: "own"; answers: Answers; calls: readonly TableCall[] }
  /** Has no person's things behind it, or a way in of its own: nobody's rights are tried there. */
  | { about: "none"; because: string; answers: Answers; calls: readonly TableCall[] };

export const VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** As next-auth's own client posts it. */
const form = ({ csrfToken = "" }: Names) => ({ csrfToken, callbackUrl: "/", json: "true" });
/** As browsers send it (Reporting API). */
const cspReport = {
  type: "csp-violation",
  age: 1,
  url: "http://localhost/",
  user_agent: "x",
  body: { documentURL: "http://localhost/", blockedURL: "https://evil.example/x", effectiveDirective: "img-src" },
};
const plain: TableCall = { title: "" };
const agent = "helper";
const said = { role: "user", content: "written by somebody else" };

const runBody = ({ threadId, newId = "11111111-1111-4111-8111-111111111111" }: Names, turn: object) => ({
  agentId: agent,
  threadId,
  runId: newId,
  messages: [{ ...said, id: newId }],
  tools: [],
  context: [],
  state: {},
  forwardedProps: { turn },
});

const turns: readonly TableCall[] = [
  { title: "first message", body: (names) => runBody(names, { op: "send", parentId: null }), takesId: true },
  {
    title: "next message",
    body: (names) => runBody(names, { op: "send", parentId: names.messageId }),
    inner: true,
  },
  ...(["edit", "regenerate", "retry"] as const).map(
    (op): TableCall => ({
      title: op,
      body: (names) => runBody(names, { op, parentId: names.messageId, targetId: names.messageId }),
      inner: true,
    }),
  ),
];

/**
 * Every route of the site, how to call it on a thing of a person, and what it answers. A route that is not here fails the
 * test of two people, and so does one that is here and gone: nobody can add a way to a person's things and forget who may
 * use it. Each call is also what thousands of broken ones are made from (`e2e/processes/fuzz.spec.ts`), so whoever may make
 * it has to succeed with it.
 */
export const ROUTE_TABLE: Readonly<Record<string, TableEntry>> = {
  "GET /api/auth/[...nextauth]": {
    about: "none",
    because: "next-auth's own: it reads this browser's cookie only",
    answers: "library",
    calls: ["session", "csrf", "providers", "signin"].map((action) => ({
      title: action,
      slug: () => [action],
      query: () => "callbackUrl=%2F",
    })),
  },
  "POST /api/auth/[...nextauth]": {
    about: "none",
    because: "next-auth's own: it writes this browser's cookie only",
    answers: "library",
    calls: [
      { title: "signin", slug: () => ["signin", "auth0"], body: form },
      { title: "signout", slug: () => ["signout"], body: form },
      { title: "session", slug: () => ["session"], body: (names) => ({ ...form(names), data: {} }) },
    ],
  },
  "POST /api/csp-report": {
    about: "none",
    because: "browsers report blocked loads, signed in or not; only the log gets it",
    answers: "nothing",
    calls: [{ title: "", type: "application/reports+json", body: () => [cspReport] }],
  },
  "POST /api/sign-out": {
    about: "none",
    because: "ends this browser's session; without one it names the way out",
    answers: z.object({ url: z.string() }),
    calls: [{ title: "", body: () => ({}) }],
  },

  "GET /diagram": {
    about: "none",
    because: "the same page for everybody, made when the site is built",
    answers: "static",
    calls: [plain],
  },
  "GET /diagram/mermaid.js": {
    about: "none",
    because: "a library's own file, the same for everybody",
    answers: "static",
    calls: [plain],
  },

  "GET /api/copilotkit/[[...slug]]": {
    about: "own",
    answers: "anything",
    calls: [{ title: "info", slug: () => ["info"] }],
  },
  "POST /api/copilotkit/[[...slug]]": {
    about: "thing",
    answers: "events",
    calls: [
      ...turns.map((turn) => ({ ...turn, title: `run: ${turn.title}`, slug: () => ["agent", agent, "run"] })),
      {
        title: "connect",
        slug: () => ["agent", agent, "connect"],
        body: (names) => ({ ...runBody(names, {}), messages: [], forwardedProps: {} }),
      },
      {
        title: "stop",
        slug: ({ threadId }) => ["agent", agent, "stop", threadId],
        body: () => ({}),
        answers: "anything",
      },
      {
        title: "stop one run",
        answers: "anything",
        slug: ({ threadId }) => ["agent", agent, "stop", threadId],
        body: ({ runId }) => ({ runId }),
        inner: true,
      },
    ],
  },

  "GET /api/threads": {
    about: "own",
    answers: threadList,
    calls: [
      plain,
      { title: "archived", query: () => "archived=1" },
      { title: "search", query: () => "q=secret" },
      { title: "search in the archive", query: () => "q=%E7%A7%98%E5%AF%86&archived=1" },
      {
        title: "from a cursor at somebody's thread",
        query: ({ threadId }) =>
          `cursor=${Buffer.from(`pinned~9999999999999999~${threadId}`).toString("base64url")}&limit=50`,
      },
    ],
  },
  "DELETE /api/threads": { about: "own", answers: threadsDeleted, calls: [plain] },
  "GET /api/threads/changes": {
    about: "own",
    answers: threadChanges,
    calls: [
      plain,
      {
        title: "since ever",
        query: () => `since=${Buffer.from("0~00000000-0000-0000-0000-000000000000~").toString("base64url")}`,
      },
      {
        title: "in parts, from somebody's thread",
        query: ({ threadId }) => `since=${Buffer.from(`0~${threadId}~0`).toString("base64url")}`,
      },
    ],
  },
  "GET /api/threads/export": {
    about: "own",
    answers: "file",
    calls: [
      { title: "md", query: () => "format=md" },
      { title: "json", query: () => "format=json" },
    ],
  },
  "GET /api/threads/[threadId]": { about: "thing", answers: threadSummary, calls: [plain] },
  "PATCH /api/threads/[threadId]": {
    about: "thing",
    answers: threadSummary,
    calls: [
      { title: "title", body: () => ({ title: "taken over" }) },
      { title: "pinned", body: () => ({ pinned: true }) },
      { title: "archived", body: () => ({ archived: true }) },
      { title: "deleted", body: () => ({ deleted: false }) },
      { title: "seen", body: () => ({ seen: true }) },
      { title: "branch", body: ({ messageId }) => ({ branch: messageId }), inner: true },
    ],
  },
  "DELETE /api/threads/[threadId]": { about: "thing", answers: threadsDeleted, calls: [plain] },
  "GET /api/threads/[threadId]/events": {
    about: "thing",
    answers: threadEvents,
    calls: [
      plain,
      { title: "after", query: ({ runId }) => `after=${runId}.0`, inner: true },
      { title: "after nothing", query: () => "after=-" },
    ],
  },
  "POST /api/threads/[threadId]/runs": { about: "thing", answers: runStarted, calls: turns },
  "GET /api/threads/[threadId]/export": {
    about: "thing",
    answers: "file",
    calls: [
      { title: "md", query: () => "format=md" },
      { title: "json", query: () => "format=json" },
    ],
  },
  "GET /api/threads/[threadId]/share": { about: "thing", answers: threadShare, calls: [plain] },
  "POST /api/threads/[threadId]/share": {
    about: "thing",
    answers: threadShare,
    calls: [{ title: "", body: () => ({ expiresInDays: null }) }],
  },
  "DELETE /api/threads/[threadId]/share": { about: "thing", answers: threadShare, calls: [plain] },
  "POST /api/account/erase": {
    about: "none",
    because: "takes all that is the caller's, their session too; lib/account tries it with two people",
    answers: erased,
    calls: [{ title: "", body: () => ({ erase: "everything" }) }],
  },
  "GET /api/sessions": { about: "own", answers: sessionList, calls: [plain] },
  "DELETE /api/sessions": { about: "own", answers: sessionsEnded, calls: [plain] },
  "DELETE /api/sessions/[sessionId]": { about: "thing", answers: sessionsEnded, calls: [plain] },
  "POST /api/runs/[runId]/stop": { about: "thing", answers: runStopped, calls: [{ title: "", body: () => ({}) }] },
};

export const missingNames = (): Names => ({
  threadId: randomUUID(),
  runId: randomUUID(),
  messageId: randomUUID(),
  sessionId: randomUUID(),
});

const ROOT = join(import.meta.dirname, "../..");

/** Every `route.ts` below `app` as it is on disk, with the address that it serves. */
export function routeFiles(): { pattern: string; file: string }[] {
  return readdirSync(join(ROOT, "app"), { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)route\.[jt]sx?$/.test(file))
    .map((file) => ({
      // A folder in brackets groups; it is in no address.
      pattern: `/${file.replace(/\/?route\.[jt]sx?$/, "").replace(/(^|\/)\([^)]*\)/g, "")}`,
      file: join(ROOT, "app", file),
    }))
    .sort((a, b) => a.pattern.localeCompare(b.pattern));
}

type Handler = (request: Request, context: { params: Promise<Record<string, string | string[]>> }) => Promise<Response>;

/** What a route says to the verbs that it does not have (lib/http/answer.ts); by name, since that cannot be loaded everywhere. */
const MISSING_VERB = "unknownMethod";

/** The handlers of all routes by the key that the table has them under. */
export async function routeHandlers(): Promise<Map<string, Handler>> {
  const handlers = new Map<string, Handler>();
  for (const { pattern, file } of routeFiles()) {
    const exported = (await import(/* @vite-ignore */ file)) as Record<string, unknown>;
    for (const verb of VERBS)
      if (typeof exported[verb] === "function" && exported[verb].name !== MISSING_VERB)
        handlers.set(`${verb} ${pattern}`, exported[verb] as Handler);
  }
  return handlers;
}

/** A call with its blanks filled in, still in parts. */
export type Filled = {
  verb: string;
  /** Of the path, as they are written in it; `blank`: the pattern leaves it to the caller. */
  segments: { text: string; blank: boolean }[];
  params: Record<string, string | string[]>;
  query: string;
  body: unknown;
};

/** Fills a call in. */
export function fillIn(key: string, call: TableCall, names: Names): Filled {
  const [verb = "", pattern = ""] = key.split(" ");
  const params: Filled["params"] = {};
  const segments = pattern
    .slice(1)
    .split("/")
    .flatMap((text) => {
      const blank = /^\[\[?(?:\.\.\.)?(\w+)\]\]?$/.exec(text)?.[1];
      if (blank === undefined) return [{ text, blank: false }];
      const value = (call.slug ? call.slug(names) : names[blank as keyof Names]) ?? "";
      params[blank] = value;
      return [value].flat().map((part) => ({ text: part, blank: true }));
    });
  return { verb, segments, params, query: call.query?.(names) ?? "", body: call.body?.(names) };
}

/** Calls a route as our own page would. */
export async function callRoute(
  handler: Handler,
  key: string,
  call: TableCall,
  names: Names,
  site: string,
): Promise<Response> {
  const { verb, segments, params, query, body } = fillIn(key, call, names);
  const path = segments.map(({ text }) => text).join("/");
  const request = new Request(`${site}/${path}${query && `?${query}`}`, {
    method: verb,
    headers: { origin: site, ...(body === undefined ? {} : { "content-type": call.type ?? "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return await handler(request, { params: Promise.resolve(params) });
}
