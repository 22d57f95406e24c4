import { NO_ROUTE_HEADER, RELEASE_HEADER } from "@/lib/release/release";
import { releases } from "../release/page-releases";
import { presence } from "./presence";

/**
 * `fetch` for the site's own routes: says for whom the page was made, and hears whether they are still signed in and which
 * release answers.
 */
export async function siteFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const hear = presence.asking();
  const named = presence.headers();
  const headers = { ...Object.fromEntries(new Headers(init.headers)), ...named };
  const response = await fetch(url, Object.keys(headers).length > 0 ? { ...init, headers } : init);
  hear(response);
  const release = response.headers.get(RELEASE_HEADER);
  releases.hear(release);
  // A page of the server's own release asks for nothing that is not there, and does nothing that is not understood. What
  // is only read (a cursor of another release) begins anew by itself.
  const isUnknown = response.headers.has(NO_ROUTE_HEADER);
  const isRefused = response.status === 400 && (init.method ?? "GET") !== "GET";
  if (isUnknown || isRefused) releases.unread(release);
  return response;
}
