/** One answer of the site, read to its end. */
export type Answer = { status: number; headers: Headers; text: string };

export type Ask = (
  path: string,
  init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<Answer>;

const REQUEST_TIMEOUT_MS = 20_000;

/**
 * A visitor of the site (or of any address): follows no redirect, keeps cookies for itself.
 *
 * @throws when no answer comes, with the reason below the fetch's own "fetch failed"
 */
export function visitor(origin: string): Ask {
  const cookies = new Map<string, string>();
  return async (path, init = {}) => {
    const response = await fetch(new URL(path, origin), {
      ...init,
      redirect: "manual",
      // A cache between would answer for a site that is not there any more.
      headers: {
        "cache-control": "no-cache",
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") } : {}),
        ...init.headers,
      },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Error(reasonOf(error));
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

/** What fetch hides in `cause`: a name that does not resolve, a certificate that has run out. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${REQUEST_TIMEOUT_MS / 1000} seconds`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return cause.message || code || error.message;
}

/** The body as an object; null for whatever else it is. */
export function jsonOf({ text }: Answer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
