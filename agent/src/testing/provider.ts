import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";

export type Play = (call: number, res: ServerResponse) => void;
type Seen = { path: string; authorization: string; body: Record<string, unknown> };

/** A model provider on this machine: records what it is asked, and answers as `play` says. Bedrock's client wants HTTP/2. */
export async function startProvider(play: Play, protocol: "http" | "http2" = "http") {
  const seen: Seen[] = [];
  let [onAsk, onClose]: (() => void)[] = [];
  const asked = new Promise<void>((resolve) => {
    onAsk = resolve;
  });
  const closed = new Promise<void>((resolve) => {
    onClose = resolve;
  });
  const answer = async (req: Pick<IncomingMessage, "url" | "headers"> & AsyncIterable<Buffer>, res: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const authorization = String(req.headers.authorization ?? req.headers["x-api-key"] ?? "");
    seen.push({ path: req.url ?? "", authorization, body: JSON.parse(Buffer.concat(chunks).toString()) });
    res.on("close", () => onClose?.());
    play(seen.length, res);
    onAsk?.();
  };
  const sessions: ServerHttp2Session[] = [];
  // HTTP/2's compatibility API has every method of a ServerResponse that is used here; its types say so in other words.
  const server =
    protocol === "http"
      ? createServer(answer)
      : createHttp2Server((req, res) => answer(req, res as unknown as ServerResponse)).on("session", (s) =>
          sessions.push(s),
        );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    asked,
    closed,
    close: () => {
      for (const session of sessions) session.destroy();
      if ("closeAllConnections" in server) server.closeAllConnections();
      server.close();
    },
  };
}

/** Server-sent events, as OpenAI and Anthropic stream. */
export function sse(res: ServerResponse, events: { event?: string; data: unknown }[], end = true): void {
  if (!res.headersSent) res.writeHead(200, { "content-type": "text/event-stream" });
  for (const { event, data } of events) {
    res.write(`${event ? `event: ${event}\n` : ""}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
  }
  if (end) res.end();
}

/** AWS's binary event stream, as Bedrock streams: length, headers and payload, each part with its CRC. */
export function eventStream(res: ServerResponse, events: [type: string, payload: object][], end = true): void {
  res.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
  for (const [type, payload] of events) res.write(frame(type, JSON.stringify(payload)));
  if (end) res.end();
}

function frame(type: string, payload: string): Buffer {
  const headers = Buffer.concat(
    Object.entries({ ":event-type": type, ":content-type": "application/json", ":message-type": "event" }).map(
      ([name, value]) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(Buffer.byteLength(value));
        // 7 is the type of a string.
        return Buffer.concat([
          Buffer.from([name.length]),
          Buffer.from(name),
          Buffer.from([7]),
          length,
          Buffer.from(value),
        ]);
      },
    ),
  );
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + body.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const message = Buffer.concat([prelude, headers, body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(message));
  return Buffer.concat([message, checksum]);
}
