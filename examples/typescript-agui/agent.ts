/**
 * An agent that speaks AG-UI, with nothing but Node: `npx tsx agent.ts`. Its model needs no account.
 *
 * What AgentCore asks of it: listen on PORT (8080 there), answer GET /ping and POST /invocations.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

type Message = { role: string; content?: string | { type: string; text?: string }[] };
type Body = { command?: unknown; threadId?: unknown; runId?: unknown; messages?: unknown };

/** The conversations that are being answered, each with what its stop command aborts. */
const running = new Map<string, AbortController>();

/** Stands in for a model: says its words one after another. Put the call of yours here, with the signal. */
async function* askModel(prompt: string, signal: AbortSignal): AsyncGenerator<string> {
  if (/fail/i.test(prompt)) throw new Error("the model cannot be reached; this text must not leave the container");
  for (const word of `TypeScript here, over AG-UI. You said: ${prompt}`.split(" ")) {
    await sleep(50);
    if (signal.aborted) return;
    yield `${word} `;
  }
}

async function answerRun(response: ServerResponse, threadId: string, runId: string, messages: Message[]) {
  const stop = new AbortController();
  running.set(threadId, stop);
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
  send({ type: "RUN_STARTED", threadId, runId });
  try {
    const messageId = randomUUID();
    send({ type: "TEXT_MESSAGE_START", messageId, role: "assistant" });
    for await (const delta of askModel(lastText(messages), stop.signal)) {
      send({ type: "TEXT_MESSAGE_CONTENT", messageId, delta });
    }
    send({ type: "TEXT_MESSAGE_END", messageId });
    send({ type: "RUN_FINISHED", threadId, runId, ...(stop.signal.aborted && { result: { stopped: true } }) });
  } catch (error) {
    // The reason is for the log; the person reads the site's own sentence for the code.
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    send({ type: "RUN_ERROR", message: "The agent failed", code: "AGENT_FAILED" });
  } finally {
    if (running.get(threadId) === stop) running.delete(threadId);
    response.end();
  }
}

/** The person's last message, which is a text or a list of parts. */
function lastText(messages: Message[]): string {
  const content = messages.findLast(({ role }) => role === "user")?.content ?? "";
  return typeof content === "string" ? content : content.map(({ text }) => text ?? "").join(" ");
}

function json(response: ServerResponse, status: number, body: object) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Body | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof body === "object" && body !== null ? body : null;
  } catch {
    return null;
  }
}

const server = createServer(async (request, response) => {
  // In exactly this case. HealthyBusy keeps the session while a long answer is written.
  if (request.method === "GET" && request.url === "/ping")
    return json(response, 200, { status: running.size > 0 ? "HealthyBusy" : "Healthy" });
  if (request.method !== "POST" || request.url !== "/invocations") return json(response, 404, {});

  const body = await bodyOf(request);
  const { command, threadId, runId, messages } = body ?? {};
  // Commands come only to agents whose entry says so (stop: "command", warm: true).
  if (command === "stop") {
    const run = running.get(String(threadId));
    run?.abort();
    return json(response, 200, { command, stopped: run !== undefined });
  }
  if (command === "warm") return json(response, 200, { command, ready: true });
  if (typeof threadId !== "string" || typeof runId !== "string" || !Array.isArray(messages))
    return json(response, 400, { message: "threadId, runId and messages are needed" });
  await answerRun(response, threadId, runId, messages);
});
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
