import "server-only";
import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** Carries the address at the other end of the connection to where Next shows headers only. */
export const PEER_HEADER = "x-agentcore-peer";

// On globalThis: Next bundles instrumentation apart from the routes, and each bundle has a copy of this module.
const KEY = Symbol.for("agentcore-chat.peer-key");
type Holder = { [KEY]?: string };

type Peer = {
  /** Empty for a connection without one (a Unix socket). */
  address: string;
  /** The request came with an X-Forwarded-For. Where it did not, Next puts one in that nobody sent. */
  forwarded: boolean;
};

/**
 * From now on writes the true peer of each request into a header of the request, before anything else sees it.
 *
 * Route handlers are given headers and no socket, and the address that Next puts into X-Forwarded-For gives way to whatever
 * the caller has sent there. What a caller sends under our own name is overwritten, and without the random value of this
 * process it would not be believed.
 *
 * Where each request comes to us through a host's own relay (Vercel, Lambda) the peer is that relay, and nothing is written.
 */
export function writePeers(env: NodeJS.ProcessEnv = process.env): void {
  const holder = globalThis as Holder;
  if (holder[KEY] || env.VERCEL || env.AWS_LAMBDA_FUNCTION_NAME) return;
  const key = randomBytes(16).toString("hex");
  holder[KEY] = key;
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const forwarded = request.headers["x-forwarded-for"] === undefined ? "direct" : "forwarded";
    request.headers[PEER_HEADER] = `${key} ${forwarded} ${request.socket.remoteAddress ?? ""}`;
  });
}

/** @returns the peer that this process has written, null for a request without, undefined where no process writes it */
export function readPeer(headers: Headers): Peer | null | undefined {
  const key = (globalThis as Holder)[KEY];
  if (!key) return undefined;
  const [sent, forwarded, address = ""] = (headers.get(PEER_HEADER) ?? "").split(" ");
  return sent === key ? { address, forwarded: forwarded === "forwarded" } : null;
}
