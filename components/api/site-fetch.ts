import { presence } from "./presence";

/** `fetch` for the site's own routes: says for whom the page was made, and hears whether they are still signed in. */
export async function siteFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const hear = presence.asking();
  const named = presence.headers();
  const headers = { ...Object.fromEntries(new Headers(init.headers)), ...named };
  const response = await fetch(url, Object.keys(headers).length > 0 ? { ...init, headers } : init);
  hear(response);
  return response;
}
