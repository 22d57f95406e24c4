import "server-only";
import { randomUUID } from "node:crypto";
import { getConfig } from "../config";
import type { ErrorCode, HttpErrorBody } from "../errors";
import { type Locale, resolveLocale } from "../i18n/locale";
import { log } from "../log";
import { NO_ROUTE_HEADER, RELEASE_HEADER } from "../release/release";
import { clientAddress } from "./client-address";
import { createHeld, type Held } from "./held";
import { markRefusal, noteRefusal } from "./refusals";
import { errorResponse, requestLocale } from "./respond";

/** Why a request gets nothing; `retryAfter` in whole seconds, for whom asked too often. */
export type Refusal = { ok: false; code: ErrorCode; fields?: HttpErrorBody["fields"]; retryAfter?: number };

/** What is known of every request to the API, whoever sent it. */
export type Asked = {
  locale: Locale;
  /** Ours, whatever the caller sent; in every answer as `x-request-id`. */
  requestId: string;
  /** When it came (ms). */
  startedAt: number;
  /** Where the request comes from; null where that cannot be known. */
  address: string | null;
  /** Work that outlives the handler; see `createHeld`. */
  hold: Held["hold"];
  refuse: (refusal: Omit<Refusal, "ok">) => Response;
};

/** Longer ones nothing of ours makes: cursors, searches and what Auth0 sends back are far below. */
const MAX_URL_CHARS = 4096;

/**
 * Answers one request to the API. Whatever fails is logged and answered as `INTERNAL` in the site's one error shape: the text
 * of an exception never leaves. Every answer names its request and the release
 * that gave it, and each refusal stands in the log.
 *
 * @param work is told who asks by calling `known`, for the log and the trail
 */
export async function answer(
  request: Request,
  work: (asked: Asked, known: (userId: string) => void) => Promise<Response>,
): Promise<Response> {
  const requestId = randomUUID();
  const startedAt = Date.now();
  const held = createHeld(startedAt);
  let locale = resolveLocale(null, null);
  let address: string | null = null;
  let userId: string | null = null;
  const refuse: Asked["refuse"] = ({ code, fields, retryAfter }) =>
    markRefusal(
      errorResponse(code, locale, {
        requestId,
        ...(fields ? { fields } : {}),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      }),
      code,
    );
  const begin = async () => {
    locale = await requestLocale();
    if (request.url.length > MAX_URL_CHARS) return refuse({ code: "TOO_LARGE" });
    address = clientAddress(request.headers);
    return await work({ locale, requestId, startedAt, address, hold: held.hold, refuse }, (id) => {
      userId = id;
    });
  };
  const response = await begin().catch((error: unknown) => {
    log.error({ err: error, requestId, method: request.method }, "request failed");
    return refuse({ code: "INTERNAL" });
  });
  await held.done();
  await noteRefusal(response, { request, requestId, userId, address }).catch((error: unknown) =>
    log.error({ err: error, requestId }, "a refusal could not be noted"),
  );
  // Next does not read, and does not end, what is for somebody who has left: a stream would fill up for nobody.
  if (request.signal.aborted) await response.body?.cancel().catch(() => undefined);
  return withHeaders(response, { "x-request-id": requestId, [RELEASE_HEADER]: getConfig().release });
}

function withHeaders(response: Response, added: Record<string, string>): Response {
  try {
    for (const [name, value] of Object.entries(added)) response.headers.set(name, value);
    return response;
  } catch {
    // Some responses (a redirect's, one that was fetched) have headers that cannot be changed.
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(added)) headers.set(name, value);
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
  }
}

/**
 * For the verbs that a route does not have: next would answer them with an empty 405. To whom a verb is missing, the thing
 * is not there. The header is for a page of another release, which asks for what is no more, or not yet.
 */
export function unknownMethod(request: Request): Promise<Response> {
  return answer(request, async ({ refuse }) => withHeaders(refuse({ code: "NOT_FOUND" }), { [NO_ROUTE_HEADER]: "1" }));
}
