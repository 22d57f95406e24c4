import type { ErrorCode } from "../errors";

export type Guarded<T> = { ok: true; value: T } | { ok: false; code: ErrorCode };

/**
 * Whether a request that changes something comes from our own page.
 *
 * Next checks the origin of Server Actions, not of route handlers. A browser always sends one of these headers with a
 * POST; a request with neither is refused too (ASVS 5.0, 3.5.1–3.5.3). The origin is the configured one: `Host` and
 * `X-Forwarded-*` are the sender's word.
 */
export function isSameOrigin(headers: Headers, siteUrl: string): boolean {
  const origin = headers.get("origin");
  if (origin !== null) return origin === siteUrl;
  return headers.get("sec-fetch-site") === "same-origin";
}

/** JSON only: the other types that a form can send cross-origin without a preflight are refused. */
export function isJson(headers: Headers): boolean {
  return /^application\/json\s*(;|$)/i.test(headers.get("content-type") ?? "");
}

/** The verbs that change nothing, wherever they come from. No route may change anything by them. */
export function isReading(request: Request): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

/** The guards of a change without a body: where there is a type all the same, it must be the one that forms cannot send. */
export function isFromOurPage(headers: Headers, siteUrl: string): Guarded<undefined> {
  if (!isSameOrigin(headers, siteUrl)) return { ok: false, code: "FORBIDDEN_ORIGIN" };
  if (headers.has("content-type") && !isJson(headers)) return { ok: false, code: "BAD_REQUEST" };
  return { ok: true, value: undefined };
}

/**
 * Reads a body of at most `maxBytes`, counting what really arrives: Content-Length is the sender's word.
 *
 * @returns its bytes, none where there is no body; `TOO_LARGE`; `BAD_REQUEST` when it breaks off
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Guarded<Uint8Array<ArrayBuffer>>> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return { ok: false, code: "TOO_LARGE" };
  const reader = request.body?.getReader();
  if (!reader) return { ok: true, value: new Uint8Array() };
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.byteLength;
      if (size > maxBytes) {
        await reader.cancel().catch(() => undefined);
        return { ok: false, code: "TOO_LARGE" };
      }
      parts.push(next.value);
    }
    return { ok: true, value: new Uint8Array(Buffer.concat(parts)) };
  } catch {
    return { ok: false, code: "BAD_REQUEST" };
  }
}

/**
 * Reads a JSON body of at most `maxBytes`.
 *
 * @returns the parsed value, `TOO_LARGE`, or `BAD_REQUEST` for bad UTF-8 or JSON
 */
export async function readJson(request: Request, maxBytes: number): Promise<Guarded<unknown>> {
  const read = await readBytes(request, maxBytes);
  if (!read.ok) return read;
  try {
    return { ok: true, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(read.value)) };
  } catch {
    return { ok: false, code: "BAD_REQUEST" };
  }
}

/** The guards of every route that changes something, in one call. */
export async function readMutation(
  request: Request,
  options: { siteUrl: string; maxBytes: number },
): Promise<Guarded<unknown>> {
  if (!isSameOrigin(request.headers, options.siteUrl)) return { ok: false, code: "FORBIDDEN_ORIGIN" };
  if (!isJson(request.headers)) return { ok: false, code: "BAD_REQUEST" };
  return await readJson(request, options.maxBytes);
}
