import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of somebody else's that should never hear of this site: it counts who comes and how far they got. */
export type Attacker = {
  origin: string;
  /** The paths that were asked for, with what is behind the question mark, and `connection` for each that asked nothing. */
  seen: () => string[];
  forget: () => void;
  close: () => Promise<void>;
};

const EMPTY_PAGE = "<!doctype html><title>empty</title><body>";

/** Listens on a free port. `/blank` is a page without any defence, for seeing what an attack would do. */
export async function startAttacker(): Promise<Attacker> {
  let asked: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    if (request.url === "/blank") {
      response.writeHead(200, { "content-type": "text/html" }).end(EMPTY_PAGE);
      return;
    }
    asked.push(request.url ?? "");
    response.writeHead(204, { "access-control-allow-origin": "*" }).end();
  });
  // A connection that asks for nothing (preconnect), or for TLS, has told who is there all the same.
  server.on("connection", () => {
    connections++;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen: () => (asked.length > 0 ? asked : Array.from({ length: connections }, () => "connection")),
    forget: () => {
      asked = [];
      connections = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
