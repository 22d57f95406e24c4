import type { routeHandlers } from "@/lib/http/route-table.testing";
import { SITE } from "@/lib/runs/testing/site";
import { after } from "../ui/after";
import { GIVE_UP_AFTER } from "./transport/poller";

export type Handlers = Awaited<ReturnType<typeof routeHandlers>>;
const outside = globalThis.fetch;

/** `fetch` as a browser on the site's pages calls its routes; the site's own calls go out into the world. */
export async function fetchOnSite(
  handlers: Handlers,
  url: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  if (typeof url !== "string" || !url.startsWith("/")) return await outside(url, init);
  const { pathname } = new URL(url, SITE);
  for (const [key, handler] of handlers) {
    const [verb = "", pattern = ""] = key.split(" ");
    const names: string[] = [];
    const shape = pattern.replace(/\/\[(\[?)(?:\.\.\.)?(\w+)\]\]?/g, (_, rest: string, name: string) => {
      names.push(name);
      return rest ? "(/.*)?" : "/([^/]+)";
    });
    const found = verb === (init.method ?? "GET") && new RegExp(`^${shape}$`).exec(pathname);
    if (!found) continue;
    const params = Object.fromEntries(names.map((name, index) => [name, found[index + 1] ?? ""]));
    const headers = { ...(init.headers as Record<string, string> | undefined), origin: SITE };
    const request = new Request(`${SITE}${url}`, { ...init, headers });
    return await handler(request, { params: Promise.resolve(params) });
  }
  throw new Error(`no route for ${init.method ?? "GET"} ${pathname}`);
}

/** Waits are short here, but a request has the time that it needs. */
export const hurried = (ms: number, work: () => void) => after(ms >= GIVE_UP_AFTER ? ms : Math.min(ms, 20), work);
