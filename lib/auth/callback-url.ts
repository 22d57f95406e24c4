import "server-only";

/** Where to go after signing in or out: an address of this site, else its start page. Anybody may have written it. */
export function sameOrigin(url: string, baseUrl: string): string {
  const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : null;
  return target?.origin === baseUrl ? target.href : baseUrl;
}

/**
 * Whether next-auth can read an address to come back to. It takes what it cannot read for a fault of the server, and answers
 * with status 500.
 *
 * @param sent all that the request names, in its address and its cookie
 */
export function areReadable(sent: readonly (string | undefined)[], baseUrl: string): boolean {
  return sent.every((url) => {
    if (!url) return true;
    const base = url.startsWith("/") ? baseUrl : undefined;
    return URL.canParse(url, base) && /^https?:$/.test(new URL(url, base).protocol);
  });
}
