import "server-only";
import { recordAudit } from "../audit/record";
import { database } from "../db/client";
import { ERROR_STATUS, type ErrorCode } from "../errors";
import { oncePerMinute } from "../limits/count";
import { log } from "../log";

// Known by the response itself, so that it does not matter through whose hands it goes on its way out.
const codes = new WeakMap<Response, ErrorCode>();

/** Remembers what a response refuses; see `noteRefusal`. */
export function markRefusal(response: Response, code: ErrorCode): Response {
  codes.set(response, code);
  return response;
}

type Asked = { request: Request; requestId: string; userId: string | null; address: string | null };

/** A word of one of our addresses. Shorter than what names a thing: that of a shared conversation is a key to it. */
const WORD = /^[a-z][a-z-]{0,19}$/;
const MOST_PARTS = 8;

/** What was asked for, as far as it may be one of our routes: the rest of an address is its sender's text, or names a thing. */
export function routeOf(address: string): string {
  const [, ...parts] = new URL(address).pathname.split("/");
  const known = parts.slice(0, MOST_PARTS).map((part) => (WORD.test(part) || part === "" ? part : "*"));
  return `/${known.join("/")}`;
}

/**
 * Writes one line for a refused request: what was asked for and why not, without its query and body. What somebody tried who
 * may not goes into the trail too, once a minute for each person or address. Other answers pass unseen.
 */
export async function noteRefusal(response: Response, { request, requestId, userId, address }: Asked): Promise<void> {
  const code = codes.get(response);
  if (!code) return;
  const route = routeOf(request.url);
  log.info({ event: "refused", requestId, code, status: ERROR_STATUS[code], method: request.method, route }, "refused");
  if (code !== "FORBIDDEN_ORIGIN" && code !== "NOT_ALLOWED") return;
  const db = await database();
  await oncePerMinute(db, `refused-${code}`, userId ?? address ?? "unknown", () =>
    recordAudit(db, { kind: "access-refused", userId, address, requestId, detail: { code, method: request.method } }),
  );
}
