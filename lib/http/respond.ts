import "server-only";
import { randomUUID } from "node:crypto";
import { cookies, headers } from "next/headers";
import { ERROR_STATUS, type ErrorCode, type HttpErrorBody } from "../errors";
import { LOCALE_COOKIE, type Locale, resolveLocale } from "../i18n/locale";
import { errorSentence } from "../i18n/sentences";

const PRIVATE = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" } as const;

type Detail = { requestId?: string; retryAfter?: number; fields?: HttpErrorBody["fields"] };

/** A JSON answer that no cache keeps. */
export function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: PRIVATE });
}

/** The one shape of every HTTP error of this site; the sentence is in the person's language. */
export function errorResponse(code: ErrorCode, locale: Locale, detail: Detail = {}): Response {
  const requestId = detail.requestId ?? randomUUID();
  const body: HttpErrorBody = {
    code,
    message: errorSentence(code, locale),
    requestId,
    ...(detail.retryAfter === undefined ? {} : { retryAfter: detail.retryAfter }),
    ...(detail.fields ? { fields: detail.fields } : {}),
  };
  const headers = new Headers({ ...PRIVATE, "x-request-id": requestId });
  if (detail.retryAfter !== undefined) headers.set("retry-after", String(detail.retryAfter));
  return Response.json(body, { status: ERROR_STATUS[code], headers });
}

/** The language of this request: cookie, else Accept-Language. */
export async function requestLocale(): Promise<Locale> {
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  return resolveLocale(jar.get(LOCALE_COOKIE)?.value, sent.get("accept-language"));
}
