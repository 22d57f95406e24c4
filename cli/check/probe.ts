import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { StringDecoder } from "node:string_decoder";

/** What one request met, with the moment of everything: `fetch` would hide how the answer came. */
export type Answer = {
  kind: "answer";
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** In milliseconds after the request was sent. */
  pieces: { at: number; text: string }[];
  endedAt: number;
  /** `cut`: the connection broke; `timeout`: nothing more came in time; `long`: more came than anybody reads. */
  ending: "end" | "cut" | "timeout" | "long";
};
/** No answer at all. */
export type NoAnswer = { kind: "none"; reason: "refused" | "timeout" | "broken"; detail: string };
export type Probe = Answer | NoAnswer;

export type ProbeRequest = {
  url: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** From sending the request to the answer's end. */
  timeoutMs: number;
  signal: AbortSignal;
  onPiece?: (text: string) => void;
};

const MAX_CHARS = 16 * 1024 * 1024;

/** Makes one request, on a connection of its own, and reads the answer as it comes. Never throws but for the signal. */
export function probe(request: ProbeRequest): Promise<Probe> {
  const { url, method = "GET", headers = {}, body, timeoutMs, signal, onPiece } = request;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const since = () => performance.now() - start;
    let answer: Answer | null = null;
    let isLate = false;
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const call = send(url, {
      method,
      agent: false,
      headers: body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) },
    });
    const timer = setTimeout(() => {
      isLate = true;
      if (answer) answer.ending = "timeout";
      call.destroy();
    }, timeoutMs);
    const onAbort = () => call.destroy();
    const settle = (result: Probe) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      if (signal.aborted) reject(signal.reason);
      else resolve(result);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    call.on("error", (error: NodeJS.ErrnoException) => {
      if (answer) return;
      const detail = error.code ?? error.message;
      const isRefused = error.code === "ECONNREFUSED" || error.code === "ENOTFOUND" || error.code === "EHOSTUNREACH";
      settle({ kind: "none", reason: isLate ? "timeout" : isRefused ? "refused" : "broken", detail });
    });
    call.on("close", () => {
      if (!answer) settle({ kind: "none", reason: isLate ? "timeout" : "broken", detail: "closed without an answer" });
    });
    call.on("response", (response) => {
      const decoder = new StringDecoder("utf8");
      const read: Answer = {
        kind: "answer",
        status: response.statusCode ?? 0,
        headers: response.headers,
        text: "",
        pieces: [],
        endedAt: 0,
        ending: "cut",
      };
      answer = read;
      response.on("data", (chunk: Buffer) => {
        const text = decoder.write(chunk);
        read.pieces.push({ at: since(), text });
        onPiece?.(text);
        if (read.pieces.length % 1_000 === 0 || chunk.length > 65_000) {
          const length = read.pieces.reduce((sum, piece) => sum + piece.text.length, 0);
          if (length > MAX_CHARS) {
            read.ending = "long";
            call.destroy();
          }
        }
      });
      response.on("end", () => {
        if (response.complete && read.ending === "cut") read.ending = "end";
      });
      response.on("error", () => {});
      response.on("close", () => {
        read.endedAt = since();
        read.text = read.pieces.map(({ text }) => text).join("");
        settle(read);
      });
    });
    if (signal.aborted) call.destroy();
    call.end(body);
  });
}

/** How an answer, or none, reads in a sentence. */
export function describeProbe(result: Probe): string {
  if (result.kind === "none") return result.reason === "timeout" ? "no answer in time" : `no answer (${result.detail})`;
  const ending = {
    end: "",
    cut: ", then the connection broke",
    timeout: ", not complete in time",
    long: ", without end",
  };
  return `HTTP ${result.status}${ending[result.ending]}`;
}

export const typeOf = (answer: Answer) => answer.headers["content-type"] ?? "";
