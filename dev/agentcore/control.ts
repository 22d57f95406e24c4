import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readBody, send } from "./client.ts";
import type { Context } from "./context.ts";
import type { Answer } from "./errors.ts";
import { faultRulesSchema } from "./faults/rules.ts";
import type { Session } from "./sessions.ts";

const BODY_BYTES = 1024 * 1024;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a request to `/_local` comes from this machine's own tools. Tokens are readable here, so a page from elsewhere
 * must get nothing: not by a name that it points at us (Host), not from a browser on another site (Origin, Sec-Fetch-Site).
 */
export function isOwnTool(headers: IncomingMessage["headers"]): boolean {
  const host = headers.host ?? "";
  if (!LOOPBACK.has(host.replace(/:\d+$/, "").toLowerCase())) return false;
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return false;
  return [undefined, "none", "same-origin"].includes(headers["sec-fetch-site"]?.toString());
}

/** `storage`: not the process and its disk alone, but all that the session has kept. */
const killSchema = z.object({ storage: z.boolean().optional() }).strict();

type Handler = (context: Context, body: Buffer, parameter: string) => unknown;

const ROUTES: readonly { method: string; path: RegExp; handle: Handler }[] = [
  { method: "GET", path: /^health$/, handle: () => ({ status: "ok" }) },
  { method: "GET", path: /^faults$/, handle: ({ faults }) => faults.list() },
  { method: "PUT", path: /^faults$/, handle: setFaults },
  {
    method: "DELETE",
    path: /^faults$/,
    handle: ({ faults }) => {
      faults.set([]);
      return [];
    },
  },
  { method: "GET", path: /^invocations$/, handle: ({ invocations }) => invocations.list() },
  {
    method: "DELETE",
    path: /^invocations$/,
    handle: ({ invocations }) => {
      invocations.clear();
      return [];
    },
  },
  { method: "GET", path: /^sessions$/, handle: ({ sessions }) => sessions.list().map(describe) },
  {
    method: "POST",
    path: /^sessions\/([^/]+)\/kill$/,
    handle: async ({ sessions }, body, id) => {
      const { storage } = killSchema.parse(body.length > 0 ? JSON.parse(body.toString("utf8")) : {});
      return { killed: await sessions.kill(decodeURIComponent(id), storage) };
    },
  },
];

/** The control surface under `/_local`; it is no part of the service that is stood in for. */
export async function control(context: Context, request: IncomingMessage, response: ServerResponse, path: string) {
  if (!isOwnTool(request.headers)) return send(response, json(403, { message: "Only for tools on this machine" }));
  const [bare = ""] = path.split("?", 1);
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(bare) : null;
    if (!match) continue;
    const payload = await readBody(request, BODY_BYTES);
    if (!payload.ok) return send(response, json(413, { message: `At most ${BODY_BYTES} bytes` }));
    try {
      return send(response, json(200, await route.handle(context, payload.body, match[1] ?? "")));
    } catch (error) {
      return send(response, json(400, { message: error instanceof Error ? error.message : String(error) }));
    }
  }
  send(response, json(404, { message: `Nothing at ${request.method} /_local/${bare}` }));
}

function setFaults({ faults }: Context, body: Buffer) {
  faults.set(faultRulesSchema.parse(JSON.parse(body.toString("utf8"))));
  return faults.list();
}

function describe(session: Session) {
  return {
    sessionId: session.id,
    arn: session.runtime.arn,
    pid: session.agent?.pid ?? null,
    state: session.state,
    startedAt: new Date(session.startedAt).toISOString(),
    lastUsedAt: new Date(session.lastUsedAt).toISOString(),
    openRequests: session.open.size,
    subs: [...session.subs],
  };
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
