import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { WireAnswer } from "../../lib/http/fuzz-answer.testing";
import type { WireRequest } from "../../lib/http/fuzz-request.testing";

const ANSWER_MS = 20_000;
/** A connection that the site has just let go is no answer; a second one that ends so is. */
const TRIES = 2;

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/**
 * Sends a request exactly as it is written: unlike fetch this corrects no address, no header and no character.
 *
 * @throws when no answer has come whole within 20 s, or the connection ends without one
 */
export async function sendRaw(url: string, sent: WireRequest): Promise<WireAnswer> {
  for (let left = TRIES; ; left--) {
    try {
      return await sendOnce(url, sent);
    } catch (error) {
      if (left === 1 || (error as NodeJS.ErrnoException).code === "ETIMEDOUT") throw error;
    }
  }
}

function sendOnce(url: string, { verb, path, headers, body }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const chunked = "transfer-encoding" in headers;
    const length = body && !chunked ? { "content-length": String(body.length) } : {};
    const asked = httpRequest(url, { method: verb, path, agent, headers: { ...headers, ...length } });
    const timer = setTimeout(() => {
      asked.destroy(Object.assign(new Error("no whole answer"), { code: "ETIMEDOUT" }));
    }, ANSWER_MS);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    asked.on("error", fail);
    asked.on("response", (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", fail);
      answer.on("end", () => {
        clearTimeout(timer);
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: textOf(answer, Buffer.concat(parts)),
        });
      });
    });
    asked.end(body);
  });
}

function textOf({ headers }: IncomingMessage, bytes: Buffer): string {
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync }[
    headers["content-encoding"] ?? ""
  ];
  return (unpack && bytes.length > 0 ? unpack(bytes) : bytes).toString("utf8");
}
