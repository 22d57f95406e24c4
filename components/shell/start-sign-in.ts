/** `retryAfter`: seconds until the site takes another try, when it says that there were too many. */
export type SignInStart = { ok: true; url: string } | { ok: false; retryAfter: number | null };

/**
 * Asks where to sign in. As next-auth's own `signIn`, which takes a refusal for a success and goes round in a circle.
 *
 * @param wanted.callbackUrl where to come back to, a path of this site
 * @param wanted.prove whether the person is to show anew who they are, though Auth0 may know them still
 * @param send `fetch`, replaceable for tests
 */
export async function startSignIn(
  { callbackUrl, locale, prove = false }: { callbackUrl: string; locale: string; prove?: boolean },
  send: typeof fetch = fetch,
): Promise<SignInStart> {
  try {
    const given = await send("/api/auth/csrf");
    if (!given.ok) return await refusedBy(given);
    const { csrfToken } = (await given.json()) as { csrfToken: string };
    const asked = new URLSearchParams({ ui_locales: locale, ...(prove ? { prompt: "login", max_age: "0" } : {}) });
    const response = await send(`/api/auth/signin/auth0?${asked}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, callbackUrl, json: "true" }),
    });
    const { url } = (response.ok ? await response.clone().json() : {}) as { url?: unknown };
    return typeof url === "string" ? { ok: true, url } : await refusedBy(response);
  } catch {
    return { ok: false, retryAfter: null };
  }
}

async function refusedBy(response: Response): Promise<SignInStart> {
  const body = (await response.json().catch(() => null)) as { retryAfter?: unknown } | null;
  // What stands before the site (a firewall, a CDN) refuses with the header alone: RFC 9110, 10.2.3.
  const seconds = Number(body?.retryAfter ?? response.headers.get("retry-after") ?? Number.NaN);
  return { ok: false, retryAfter: Number.isFinite(seconds) && seconds > 0 ? seconds : null };
}
