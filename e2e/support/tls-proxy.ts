import { type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { selfSigned } from "./self-signed";

/** What came in, as far as a test asks about it. */
export type Passed = { method: string; path: string; origin: string | undefined; cookies: string; status: number };

export type TlsServer = { passed: Passed[]; close: () => Promise<void> };

const certificate = selfSigned("localhost");

/** Ends TLS and passes everything on, as a load balancer does: the host stays, who called and how is added. */
export async function startTlsProxy(port: number, sitePort: number): Promise<TlsServer> {
  const passed: Passed[] = [];
  const server = createServer(certificate, (incoming, outgoing) => pass(incoming, outgoing, sitePort, passed));
  return { passed, close: await listen(server, port) };
}

/** Somebody else's site: `pages` by path. What is posted to it is nobody's business here. */
export async function startTlsSite(port: number, pages: Record<string, string>): Promise<() => Promise<void>> {
  const server = createServer(certificate, (incoming, outgoing) => {
    const page = pages[incoming.url ?? ""];
    outgoing.writeHead(page === undefined ? 404 : 200, { "content-type": "text/html; charset=utf-8" }).end(page);
  });
  return await listen(server, port);
}

async function listen(server: Server, port: number): Promise<() => Promise<void>> {
  // The site's answers promise to keep a connection for 75 s, and are passed on as they are.
  server.keepAliveTimeout = 80_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve());
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, sitePort: number, passed: Passed[]): void {
  const { method = "GET", url: path = "/", headers, socket } = incoming;
  const from = [headers["x-forwarded-for"], socket.remoteAddress].filter(Boolean).join(", ");
  const onward = request(
    {
      port: sitePort,
      host: "localhost",
      method,
      path,
      headers: { ...headers, "x-forwarded-for": from, "x-forwarded-proto": "https", "x-forwarded-host": headers.host },
    },
    (answer) => {
      const status = answer.statusCode ?? 502;
      passed.push({ method, path, origin: headers.origin, cookies: headers.cookie ?? "", status });
      outgoing.writeHead(status, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
}
