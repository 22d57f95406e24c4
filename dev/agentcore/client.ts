import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./errors.ts";

const cutByUs = new WeakSet<ServerResponse>();

/** Sends a whole answer, unless the caller has gone or has an answer already. */
export function send(response: ServerResponse, answer: Answer): void {
  if (!isOpen(response) || response.headersSent) return;
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/** Ends the connection with the answer unfinished; what was written before still arrives. */
export function cut(response: ServerResponse): void {
  cutByUs.add(response);
  if (response.socket) response.socket.destroySoon();
  else response.destroy();
}

/** Whether anybody still listens. */
export function isOpen(response: ServerResponse): boolean {
  return !response.destroyed && !response.writableEnded && !cutByUs.has(response);
}

/** Whether the caller hung up before the answer was complete. */
export function wasAbandoned(response: ServerResponse): boolean {
  return response.destroyed && !response.writableFinished && !cutByUs.has(response);
}

/** Writes and waits for room; a caller who has gone takes everything at once. */
export async function write(response: ServerResponse, data: Buffer): Promise<void> {
  if (!isOpen(response) || response.write(data)) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off("drain", done);
      response.off("close", done);
      resolve();
    };
    response.once("drain", done);
    response.once("close", done);
  });
}

/** Waits `ms`, or until the caller has gone: nobody is kept waiting then. */
export async function pause(response: ServerResponse, ms: number): Promise<void> {
  if (!isOpen(response)) return;
  const gone = new AbortController();
  const abort = () => gone.abort();
  response.once("close", abort);
  await sleep(ms, undefined, { signal: gone.signal }).catch(() => {});
  response.off("close", abort);
}

export type Body = { ok: true; body: Buffer } | { ok: false; reason: "too large" | "aborted" };

/** The whole payload, which the platform takes in before it looks at a session. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Body> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return { ok: false, reason: "too large" };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += chunk.length;
      if (size > limit) return { ok: false, reason: "too large" };
      chunks.push(chunk);
    }
  } catch {
    return { ok: false, reason: "aborted" };
  }
  return { ok: true, body: Buffer.concat(chunks) };
}
