import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export type Listening = { port: number; close: () => Promise<void> };

/** Large enough that a fat token meets the service's own 4 KB rule and not a 431 of this server. */
const MAX_HEADER_BYTES = 64 * 1024;
const TRIES = 10;

/**
 * Answers on 127.0.0.1 and, where the machine has it, on ::1: "localhost" may mean either. Never on anything else.
 *
 * @param port 0 for a port that is free on both
 */
export async function listenOnLoopback(port: number, handler: RequestListener): Promise<Listening> {
  for (let tries = 1; ; tries++) {
    const four = await listen("127.0.0.1", port, handler);
    const actual = (four.address() as AddressInfo).port;
    try {
      const six = await listen("::1", actual, handler);
      return { port: actual, close: () => closeAll([four, six]) };
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") {
        return { port: actual, close: () => closeAll([four]) };
      }
      await closeAll([four]);
      if (port !== 0 || tries === TRIES) throw error;
    }
  }
}

function listen(host: string, port: number, handler: RequestListener): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, handler);
    server.once("error", reject);
    server.listen({ host, port, ipv6Only: host === "::1" }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    }),
  );
}
