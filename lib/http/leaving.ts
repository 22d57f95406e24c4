import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";

const servers = new Set<Server>();

/** Remembers by whom requests are answered here, from now on; Next does not give its server away. */
export function knowServers(): void {
  subscribe("http.server.request.start", (message) => {
    servers.add((message as { server: Server }).server);
  });
}

/**
 * Cuts every connection that is left. A server that is closed waits for each, also for one on which nothing was ever asked
 * (browsers open some ahead), and for an answer that its reader does not take: without an end, and Node's own timeouts have
 * ended with the closing.
 */
export function cutConnections(): void {
  for (const server of servers) server.closeAllConnections();
}

/**
 * From now on no connection outlives its answer: this process is about to end.
 *
 * A server that is closed takes no new connections, but waits for those that clients keep open for their next request, each for
 * seconds after its last answer.
 */
export function keepNoConnection(): void {
  subscribe("http.server.request.start", (message) => {
    (message as { response: ServerResponse }).response.shouldKeepAlive = false;
  });
  subscribe("http.server.response.finish", (message) => {
    const { server } = message as { server: Server };
    // In this moment the connection still counts as busy.
    setImmediate(() => server.closeIdleConnections());
  });
}
