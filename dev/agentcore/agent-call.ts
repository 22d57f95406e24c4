import { type ClientRequest, type IncomingMessage, request } from "node:http";

export type AgentAnswer = { ok: true; response: IncomingMessage } | { ok: false; reason: string };

/**
 * Posts a payload to the agent and resolves with the head of its answer. Never rejects.
 *
 * node:http and not fetch: fetch gives up on a silent answer after 300 s, which is a limit of the client and not of the
 * service, and it adds headers of its own that the container would see.
 *
 * @param timeoutMs until the answer must have begun
 * @param onRequest receives the request so that it can be destroyed when the session ends
 */
export function callAgent(options: {
  origin: string;
  headers: Record<string, string>;
  body: Buffer;
  timeoutMs: number;
  onRequest: (request: ClientRequest) => void;
}): Promise<AgentAnswer> {
  return new Promise((resolve) => {
    const call = request(`${options.origin}/invocations`, {
      method: "POST",
      agent: false,
      headers: { ...options.headers, "content-length": String(options.body.length) },
    });
    const late = setTimeout(() => {
      resolve({ ok: false, reason: `no answer in ${options.timeoutMs} ms` });
      call.destroy();
    }, options.timeoutMs);
    call.once("response", (response) => {
      clearTimeout(late);
      resolve({ ok: true, response });
    });
    // Stays: a socket that fails after the head is reported by the response stream, and here once more.
    call.on("error", (error) => {
      clearTimeout(late);
      resolve({ ok: false, reason: error.message });
    });
    options.onRequest(call);
    call.end(options.body);
  });
}
