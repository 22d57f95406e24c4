import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { TRAFFIC } from "./addresses";

/** One exchange with the site, whole: what was asked and what came back, however it ended. */
export type Exchange = {
  method: string;
  url: string;
  sent: string;
  status: number;
  headers: string;
  contentType: string;
  body: string;
  /** The reader left before the end. */
  dropped: boolean;
};

/**
 * Stands before the site and writes down every exchange, whoever asks: pages, tests' own requests, streams that the
 * browser drops in the middle. A browser's own record has gaps there, and a token in a gap would not be found.
 *
 * @returns closes it
 */
export async function startRecorder(port: number, sitePort: number): Promise<() => Promise<void>> {
  const server = createServer((incoming, outgoing) => void pass(incoming, outgoing, sitePort));
  // The site's answers promise to keep a connection for 75 s, and are passed on as they are.
  server.keepAliveTimeout = 80_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // Unspecified: "localhost" is 127.0.0.1 for some clients and ::1 for others.
    server.listen(port, () => resolve());
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

async function pass(incoming: IncomingMessage, outgoing: ServerResponse, sitePort: number): Promise<void> {
  const sent: Buffer[] = [];
  for await (const chunk of incoming) sent.push(chunk as Buffer);
  // Uncompressed, so that what is searched is what was said.
  const headers = { ...incoming.headers, "accept-encoding": "identity" };
  const onward = request({ port: sitePort, host: "localhost", method: incoming.method, path: incoming.url, headers });
  onward.on("response", (response) => {
    const body: Buffer[] = [];
    outgoing.writeHead(response.statusCode ?? 502, response.rawHeaders);
    outgoing.flushHeaders();
    response.on("data", (chunk: Buffer) => {
      body.push(chunk);
      outgoing.write(chunk);
    });
    response.on("close", () => {
      const dropped = outgoing.destroyed;
      outgoing.end();
      const exchange: Exchange = {
        method: incoming.method ?? "",
        url: incoming.url ?? "",
        sent: Buffer.concat(sent).toString(),
        status: response.statusCode ?? 0,
        headers: JSON.stringify(response.rawHeaders),
        contentType: response.headers["content-type"] ?? "",
        body: Buffer.concat(body).toString(),
        dropped,
      };
      appendFileSync(TRAFFIC, `${JSON.stringify(exchange)}\n`);
    });
  });
  onward.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onward.destroy());
  onward.end(Buffer.concat(sent));
}
