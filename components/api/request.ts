import { type ErrorCode, type HttpErrorBody, isErrorCode } from "@/lib/errors";
import { RELEASE_HEADER } from "@/lib/release/release";
import { releases } from "../release/page-releases";
import { siteFetch } from "./site-fetch";

/** Why a call did not work; `NETWORK` when the site could not be reached at all. */
export type ApiError = {
  code: ErrorCode | "NETWORK";
  message: string | null;
  requestId: string | null;
  /** Seconds until the same can be asked again. */
  retryAfter?: number;
};
export type ApiResult<T> = { ok: true; value: T } | { ok: false; error: ApiError };

type Options = { method?: "GET" | "POST" | "PATCH" | "DELETE"; body?: unknown; signal?: AbortSignal };

/**
 * Calls one of the site's own routes. `T` is the route's answer in `lib/api/contract.ts`, which the server checks.
 *
 * Never throws: an aborted call, too, is a `NETWORK` error, which its caller no longer reads.
 */
export async function api<T>(path: string, options: Options = {}): Promise<ApiResult<T>> {
  let release: string | null = null;
  try {
    const response = await siteFetch(path, {
      method: options.method ?? "GET",
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(options.body) }),
    });
    release = response.headers.get(RELEASE_HEADER);
    if (response.ok) return { ok: true, value: (await response.json()) as T };
    const body = (await response.json().catch(() => null)) as Partial<HttpErrorBody> | null;
    if (body?.code !== undefined && !isErrorCode(body.code)) releases.unread(release);
    return { ok: false, error: errorOf(body, "INTERNAL") };
  } catch (error) {
    // No connection breaks like that.
    if (error instanceof SyntaxError) releases.unread(release);
    return { ok: false, error: { code: "NETWORK", message: null, requestId: null } };
  }
}

/** What the body of a refusal says; `otherwise` for one that is not of this site's. */
export function errorOf(body: Partial<HttpErrorBody> | null, otherwise: ApiError["code"]): ApiError {
  return {
    code: isErrorCode(body?.code) ? body.code : otherwise,
    message: body?.message ?? null,
    requestId: body?.requestId ?? null,
    ...(typeof body?.retryAfter === "number" ? { retryAfter: body.retryAfter } : {}),
  };
}
