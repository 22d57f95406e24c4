import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { ACCOUNT_ROUTES } from "./route-table-account.testing";
import { HEALTH_ROUTES } from "./route-table-health.testing";
import { PAGE_ROUTES } from "./route-table-pages.testing";
import { RUN_ROUTES } from "./route-table-runs.testing";
import { SIGN_IN_ROUTES } from "./route-table-sign-in.testing";
import { THREAD_ROUTES } from "./route-table-threads.testing";

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

/**
 * Every route of the site, how to call it on a thing of a person, and what it answers. A route that is not here fails the
 * test of two people, and so does one that is here and gone: nobody can add a way to a person's things and forget who may
 * use it. Each call is also what thousands of broken ones are made from (`e2e/processes/fuzz.spec.ts`), so whoever may make
 * it has to succeed with it. The rows are beside this file, by what they are about.
 */
export const ROUTE_TABLE: Readonly<Record<string, TableEntry>> = {
  ...SIGN_IN_ROUTES,
  ...PAGE_ROUTES,
  ...HEALTH_ROUTES,
  ...RUN_ROUTES,
  ...THREAD_ROUTES,
  ...ACCOUNT_ROUTES,
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
