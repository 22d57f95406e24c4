import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { Server, ServerResponse } from "node:http";

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
