import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** Message types of the protocol that matter here, https://www.postgresql.org/docs/current/protocol-message-formats.html */
const READY = "Z";
const TERMINATE = "X";
const SSL_REQUEST = 80_877_103;

type Waiting = { client: Socket; message: Buffer };

/**
 * A transaction pooler with one connection to Postgres, as PgBouncer is one: whoever says something first gets it for as long
 * as their transaction lasts. For simple queries without a password, which is all that is said here.
 */
export async function startTransactionPooler(target: URL) {
  const server = connect(Number(target.port || 5432), target.hostname);
  await once(server, "connect");
  const waiting: Waiting[] = [];
  const greeting: Buffer[] = [];
  let owner: Socket | null = null;
  let state: "greeting" | "idle" | "busy" | "in transaction" = "greeting";
  let greeted = () => {};

  eachMessage(server, false, (type, message) => {
    if (state === "greeting") greeting.push(message);
    else owner?.write(message);
    if (type !== READY) return;
    const isFirst = state === "greeting";
    state = message[5] === "I".charCodeAt(0) ? "idle" : "in transaction";
    if (state === "idle") owner = null;
    if (isFirst) greeted();
    next();
  });
  const ready = new Promise<void>((resolve) => {
    greeted = resolve;
  });
  server.write(startup({ user: target.username, database: target.pathname.slice(1) }));
  await ready;

  function next(): void {
    const index = waiting.findIndex(({ client }) => owner === null || owner === client);
    const [one] = index < 0 || state === "busy" ? [] : waiting.splice(index, 1);
    if (!one) return;
    owner = one.client;
    state = "busy";
    server.write(one.message);
  }

  const listener = createServer((client) => {
    client.on("error", () => {});
    eachMessage(client, true, (type, message) => {
      if (type === TERMINATE) return void client.end();
      if (type === "") {
        if (message.readInt32BE(4) === SSL_REQUEST) return void client.write("N");
        for (const part of greeting) client.write(part);
        return;
      }
      waiting.push({ client, message });
      next();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String((listener.address() as AddressInfo).port);
  return {
    url: url.href,
    close: async () => {
      server.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

function startup(parameters: Record<string, string>): Buffer {
  const text = `${Object.entries(parameters).flat().join("\0")}\0\0`;
  const message = Buffer.alloc(8 + Buffer.byteLength(text));
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(196_608, 4);
  message.write(text, 8);
  return message;
}

/** Calls back with each whole message; the ones before a client's first typed one have no type. */
function eachMessage(socket: Socket, isClient: boolean, onMessage: (type: string, message: Buffer) => void): void {
  let rest = Buffer.alloc(0);
  let started = !isClient;
  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const lengthAt = started ? 1 : 0;
      if (rest.length < lengthAt + 4) return;
      const length = rest.readInt32BE(lengthAt) + lengthAt;
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      const type = started ? String.fromCharCode(message[0] ?? 0) : "";
      if (!started && message.readInt32BE(4) !== SSL_REQUEST) started = true;
      onMessage(type, message);
    }
  });
}
