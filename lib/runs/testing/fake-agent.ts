import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Message } from "@ag-ui/core";

/** A call that the agent got: a run, or a command when `body.command` is set. */
export type AgentCall = {
  token: string;
  sessionId: string;
  url: string;
  traceparent: string;
  body: Record<string, unknown> & { messages?: Message[]; command?: string; runId?: string };
};

export type Answer = (response: ServerResponse, call: AgentCall) => void;

export const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
export const begin = event({ type: "RUN_STARTED", threadId: "theirs", runId: "theirs" });
export const finish = event({ type: "RUN_FINISHED", threadId: "theirs", runId: "theirs" });
export const say = (text: string, id: string) =>
  event({ type: "TEXT_MESSAGE_START", messageId: id, role: "assistant" }) + more(text, id);
export const more = (text: string, id: string) => event({ type: "TEXT_MESSAGE_CONTENT", messageId: id, delta: text });
export const close = (id: string) => event({ type: "TEXT_MESSAGE_END", messageId: id });
export const sse = (response: ServerResponse) => response.writeHead(200, { "content-type": "text/event-stream" });

/** An answer of one message. */
export const reply =
  (text: string): Answer =>
  (response) => {
    const id = randomUUID();
    sse(response).end(begin + say(text, id) + close(id) + finish);
  };

/** Begins to answer, and says how it goes on. */
export function held(text: string, id: string = randomUUID()) {
  let response: ServerResponse | undefined;
  const answer: Answer = (given) => {
    response = given;
    sse(given).write(begin + say(text, id));
  };
  return {
    id,
    answer,
    more: (words: string) => response?.write(more(words, id)),
    end: () => response?.end(close(id) + finish),
    write: (frames: string) => response?.write(frames),
    cut: () => response?.destroy(),
  };
}

/** A tool call as it is streamed, without its result. */
export const callTool = (id: string, name: string, args: string, parentMessageId?: string) =>
  event({
    type: "TOOL_CALL_START",
    toolCallId: id,
    toolCallName: name,
    ...(parentMessageId ? { parentMessageId } : {}),
  }) +
  event({ type: "TOOL_CALL_ARGS", toolCallId: id, delta: args }) +
  event({ type: "TOOL_CALL_END", toolCallId: id });
export const callResult = (toolCallId: string, content: string, messageId: string = randomUUID()) =>
  event({ type: "TOOL_CALL_RESULT", toolCallId, messageId, content });
/** The end of a run that asks something first. */
export const finishAsking = (...interrupts: object[]) =>
  event({ type: "RUN_FINISHED", threadId: "theirs", runId: "theirs", outcome: { type: "interrupt", interrupts } });

/** Says something, wants to delete a file, and asks first; as our own agent does. */
export const askToDelete =
  (callId = "call-1", args = '{"path":"/tmp/報告.txt"}', interrupt: object = {}): Answer =>
  (response) => {
    const id = randomUUID();
    const ask = { id: `ask-${callId}`, reason: "tool_approval", toolCallId: callId, ...interrupt };
    const metadata = { tool: "delete_file", input: { path: "as the agent tells it" } };
    sse(response).end(
      begin +
        say("I would delete it.", id) +
        close(id) +
        callTool(callId, "delete_file", args, id) +
        finishAsking({ metadata, ...ask }),
    );
  };

/** Goes on after the answer: the result of the call, and a word. */
export const goOn =
  (callId = "call-1", result = '{"deleted":true}', text = "Done."): Answer =>
  (response) => {
    const id = randomUUID();
    sse(response).end(begin + callResult(callId, result) + say(text, id) + close(id) + finish);
  };

/** An agent behind AgentCore's address, that does what a test says and writes down what it was asked. */
export async function startFakeAgent() {
  const calls: AgentCall[] = [];
  const agent = {
    calls,
    answer: reply("hello") as Answer,
    command: ((response) => response.end('{"stopped":true}')) as Answer,
    runs: () => calls.filter((call) => !call.body.command),
    url: "",
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      const call = {
        token: request.headers.authorization ?? "",
        sessionId: String(request.headers["x-amzn-bedrock-agentcore-runtime-session-id"]),
        url: request.url ?? "",
        traceparent: String(request.headers.traceparent),
        body: JSON.parse(body || "{}") as AgentCall["body"],
      };
      calls.push(call);
      if (call.body.command) agent.command(response, call);
      else agent.answer(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  agent.url = `http://localhost:${(server.address() as AddressInfo).port}/invocations`;
  return agent;
}

export type FakeAgent = Awaited<ReturnType<typeof startFakeAgent>>;
