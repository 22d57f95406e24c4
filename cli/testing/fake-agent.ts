import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { PromptPlace } from "../../lib/agentcore/http-protocol/http-protocol";
import type { Protocol } from "../target";
import { streamAgui } from "./fake-stream";
import type { Fault } from "./faults";

type Options = { fault?: Fault; protocol?: Protocol; input?: PromptPlace; host?: string };

type Body = {
  command?: string;
  prompt?: unknown;
  input?: { prompt?: unknown };
  threadId?: string;
  runId?: string;
  messages?: { content: string }[];
};

const SMALL_LIMIT = 1024 * 1024;

/** An agent as AgentCore wants one, with at most one thing wrong with it. */
export async function startFakeAgent({ fault, protocol = "agui", input = "prompt", host = "0.0.0.0" }: Options = {}) {
  const running = new Map<string, AbortController>();
  const requests: { headers: IncomingMessage["headers"]; body: Body }[] = [];
  const has = (one: Fault) => fault === one;

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  // A busy machine is not to lose a connection that is kept just when the next request takes it.
  server.keepAliveTimeout = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split("?")[0];
    if (path === "/ping" && request.method === "GET") return ping(response);
    if (path === "/invocations" && request.method === "POST" && !has("no /invocations")) {
      const text = await read(request);
      return text === null ? undefined : await invoke(request, response, text);
    }
    if (path === "/invocations")
      return json(response, has("GET gives 500") ? 500 : has("no /invocations") ? 404 : 405, {});
    json(response, has("unknown paths give 500") ? 500 : has("unknown paths give 200") ? 200 : 404, {});
  }

  function ping(response: ServerResponse) {
    if (has("ping answers 404")) return json(response, 404, {});
    if (has("ping is no JSON")) return void response.end("OK");
    const time = has("ping says milliseconds")
      ? Date.now()
      : has("ping says now each time")
        ? Date.now() / 1000
        : undefined;
    json(response, 200, { status: has("ping is in lower case") ? "healthy" : "Healthy", time_of_last_update: time });
  }

  async function invoke(request: IncomingMessage, response: ServerResponse, text: string): Promise<void> {
    if (!/^application\/json/.test(request.headers["content-type"] ?? ""))
      return json(response, has("text/plain gives 500") ? 500 : 415, {});
    if (has("small body limit") && text.length > SMALL_LIMIT) return json(response, 413, {});
    if (has("large bodies crash") && text.length > SMALL_LIMIT) return json(response, 500, {});
    let body: Body;
    try {
      body = JSON.parse(text) as Body;
    } catch {
      if (has("broken JSON hangs")) return;
      return json(response, has("broken JSON gives 500") ? 500 : 400, {});
    }
    requests.push({ headers: request.headers, body });
    if (body.command !== undefined) return command(response, body);
    const prompt =
      protocol === "http" ? (input === "prompt" ? body.prompt : body.input?.prompt) : body.messages?.at(-1)?.content;
    if (typeof prompt !== "string") return json(response, has("missing fields give 500") ? 500 : 400, {});
    if (has("runs crash")) return json(response, 500, { detail: "Agent processing failed" });
    if (has("runs hang")) return;
    await (protocol === "http" ? say(response, prompt) : run(response, body, prompt));
  }

  function command(response: ServerResponse, body: Body) {
    if (has("stop is not known")) return json(response, 400, {});
    const stopped = running.get(body.threadId ?? "");
    if (!has("stop does nothing")) stopped?.abort();
    json(response, 200, { stopped: stopped !== undefined });
  }

  async function run(response: ServerResponse, body: Body, prompt: string): Promise<void> {
    const { threadId = "", runId = "" } = body;
    if (has("one run at a time") && running.size > 0 && !running.has(threadId)) return json(response, 500, {});
    const isBusy = running.has(threadId);
    if (isBusy && has("two runs on a thread crash")) return json(response, 500, {});
    const stop = new AbortController();
    if (!isBusy) running.set(threadId, stop);
    const over = () => {
      if (running.get(threadId) === stop) running.delete(threadId);
    };
    try {
      // Once is enough to be seen, and long enough to be waited for.
      const isOver = has("a long silence") && requests.length > 1;
      const wrong = isOver ? undefined : fault;
      await streamAgui(response, { threadId, runId, prompt, fault: wrong, isBusy, signal: stop.signal, over });
    } finally {
      over();
    }
  }

  async function say(response: ServerResponse, prompt: string): Promise<void> {
    await sleep(5);
    if (has("no text")) return json(response, 200, "");
    if (has("text in an unknown place")) return json(response, 200, { weather: { today: prompt } });
    json(response, 200, { output: { message: { role: "assistant", content: [{ text: `You said: ${prompt}` }] } } });
  }

  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        for (const stop of running.values()) stop.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Null when the caller went away. */
async function read(request: IncomingMessage): Promise<string | null> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString("utf8");
  } catch {
    return null;
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
