import { siteFetch } from "../api/site-fetch";

/** What became of signing out: where to go next, or why it did not work. */
export type SignOutResult = { ok: true; url: string } | { ok: false; message: string | null };

/**
 * Ends the session here and asks where to end it at the identity provider.
 *
 * @param send says for whom the page was made: it must not sign out somebody else who came in another tab; replaceable for tests
 * @returns `message` in the person's language when the server gave one, null when it could not be reached
 */
export async function requestSignOut(send: typeof siteFetch = siteFetch): Promise<SignOutResult> {
  try {
    const response = await send("/api/sign-out", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    const body: unknown = await response.json();
    const field = (name: string) => {
      const value = typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
      return typeof value === "string" ? value : null;
    };
    const url = field("url");
    if (response.ok && url) return { ok: true, url };
    return { ok: false, message: field("message") };
  } catch {
    return { ok: false, message: null };
  }
}
