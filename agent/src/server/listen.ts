import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Express } from "express";
import type { Logger } from "../log.ts";
import type { RunRegistry } from "../runs/registry.ts";

const KEEP_CONNECTION_MS = 75_000;

/**
 * Serves the app.
 *
 * @param host the container's every address unless told otherwise
 * @param port 0 for any free one
 * @returns the server and the port it has
 * @throws the system's error, such as EADDRINUSE. Express 5's own `listen` hands it to the "ready" callback instead.
 */
export async function listen(app: Express, port: number, host = "0.0.0.0"): Promise<{ server: Server; port: number }> {
  const server = createServer(app);
  // A run may take an hour (AgentCore's limit on a stream); Node would cut a request's reading off sooner than that.
  server.requestTimeout = 0;
  // Longer than callers keep connections for reuse: with Node's 5 s, a request may meet a connection that is just closing.
  server.keepAliveTimeout = KEEP_CONNECTION_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Time for the last words of runs that were ended, then for whoever reads them. */
const ENDING_MS = 1000;
const READING_MS = 500;

/**
 * Ends the server without cutting an answer short: runs that are on may finish within `drainMs`, the rest end with a
 * RUN_ERROR that says why. The caller refuses new runs meanwhile; pings and stops are still answered.
 *
 * Never takes longer than `drainMs` and another 1.5 s, whatever a run or a reader does: then connections are cut. A
 * container's orchestrator kills ten seconds after SIGTERM.
 */
export async function drain(server: Server, registry: RunRegistry, drainMs: number, log: Logger): Promise<void> {
  log.info({ runs: registry.size }, "shutting down");
  const late = setTimeout(() => registry.endAll("shutdown"), drainMs);
  let tooLate: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    tooLate = setTimeout(resolve, drainMs + ENDING_MS);
  });
  await Promise.race([registry.idle(), enough]);
  clearTimeout(late);
  clearTimeout(tooLate);
  if (registry.size > 0) log.error({ runs: registry.size }, "runs did not end; their connections are cut");
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Whoever keeps a connection open by then has nothing more to read from it.
    setTimeout(() => server.closeAllConnections(), READING_MS).unref();
  });
}
