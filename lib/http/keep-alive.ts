import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { Server } from "node:http";

/**
 * How long a connection is kept for its next request, in milliseconds: longer than who is in front keeps it (AWS's load
 * balancers and nginx 60 s, unless they are told otherwise). With Node's 5 s a request now and then meets a connection that is
 * just being closed, and a load balancer makes a 502 of it.
 */
const KEEP_CONNECTION_MS = 75_000;

/** Has every server of this process keep its connections long enough, from its first request on; Next does not give its server away. */
export function keepConnections(): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    // 0 is for ever.
    if (server.keepAliveTimeout > 0 && server.keepAliveTimeout < KEEP_CONNECTION_MS)
      server.keepAliveTimeout = KEEP_CONNECTION_MS;
  });
}
