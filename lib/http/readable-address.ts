import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/**
 * The same address with each part of its path that cannot be decoded (`%`, `%FF`) as the plain text that it is, so that it
 * names nothing. Next would answer it with a bare status 500. Of a whole address (RFC 9112 §3.2.2) the path is what is asked
 * for: Next would redirect to the host that its sender has written there.
 */
export function readableAddress(url: string): string {
  const [path = "", ...query] = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, "").split("?");
  const parts = path.split("/").map((part) => (isDecodable(part) ? part : part.replaceAll("%", "%25")));
  return [parts.join("/") || "/", ...query].join("?");
}

/** From now on every request comes with an address that can be read, before anything else sees it. */
export function keepAddressesReadable(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.url && (request.url.includes("%") || !request.url.startsWith("/")))
      request.url = readableAddress(request.url);
  });
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}
