import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpAgent } from "@ag-ui/client";
import type { BaseEvent } from "@ag-ui/core";
import { afterEach, beforeEach } from "vitest";
import type { AccessToken } from "../../auth/access-token";
import type { ErrorCode } from "../../errors";
import { createAgentFetch } from "../agent-fetch";
import { aguiProtocol } from "../agui-protocol";
import type { AgentProtocol } from "../protocol";

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

type RunOptions = {
  protocol?: AgentProtocol;
  sentence?: (code: ErrorCode) => string;
  token?: (rejected?: string) => Promise<AccessToken>;
  silenceMs?: number;
  conflictTries?: number;
  sleep?: (ms: number) => Promise<void>;
  /** The caller gives up after so many events. */
  abortAt?: number;
  url?: string;
  messages?: HttpAgent["messages"];
};

type Seen = BaseEvent & {
  code?: string;
  message?: string;
  delta?: string;
  messageId?: string;
  content?: string;
  metadata?: Record<string, unknown>;
};

/** Answers with a stream of Server-Sent Events, which ends by itself unless told otherwise. */
export const stream =
  (body: string | Uint8Array, then: (response: ServerResponse) => void = (response) => response.end()): Answer =>
  (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream", "x-amzn-requestid": "aws-1" });
    response.write(body, () => then(response));
  };

/** A runtime that answers as each test says, and AG-UI's client that calls it as the site does. A server of its own per test. */
export function upstreamPerTest() {
  let server: Server;
  const onRejection = (reason: unknown) => up.rejections.push(reason);
  const up = {
    /** Given one after the other; the last one again and again. */
    answers: [] as Answer[],
    requests: [] as { headers: IncomingMessage["headers"]; body: string }[],
    notes: [] as { code?: string; detail: string; awsRequestId: string | null }[],
    rejections: [] as unknown[],
    slept: [] as number[],
    /** How often it was told that the agent may be at it still. */
    abandoned: 0,
    async run(options: RunOptions = {}) {
      up.slept.length = 0;
      up.abandoned = 0;
      const agent = new HttpAgent({
        url: options.url ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}/invocations`,
        threadId: "t",
        initialMessages: options.messages ?? [],
        headers: { "x-amzn-bedrock-agentcore-runtime-user-id": "victim", Authorization: "Bearer spoofed" },
        fetch: createAgentFetch({
          protocol: options.protocol ?? aguiProtocol,
          sessionId: "s".repeat(64),
          runId: "r",
          trace: { traceId: "trace", traceparent: "00-trace-span-01" },
          token: options.token ?? (async () => ({ ok: true, token: "token-of-a" })),
          sentence: options.sentence ?? ((code) => `sentence for ${code}`),
          silenceMs: options.silenceMs ?? 5_000,
          note: (entry) => up.notes.push(entry),
          abandoned: () => up.abandoned++,
          sleep: options.sleep ?? (async (ms) => void up.slept.push(ms)),
          ...(options.conflictTries ? { conflictTries: options.conflictTries } : {}),
        }),
      });
      const events: Seen[] = [];
      let failure: unknown;
      await agent
        .runAgent(
          { runId: "r" },
          {
            onEvent: ({ event }) => {
              events.push(event);
              if (events.length === options.abortAt) agent.abortRun();
            },
          },
        )
        .catch((error: unknown) => {
          failure = error;
        });
      await new Promise((resolve) => setTimeout(resolve, 20));
      const types = events.map((event) => event.type as string);
      const said = events.filter((event) => event.type === "TEXT_MESSAGE_CONTENT").map((event) => event.delta);
      return { events, types, last: events.at(-1), failure, text: JSON.stringify(events), said: said.join("") };
    },
  };
  beforeEach(async () => {
    up.answers = [];
    for (const list of [up.requests, up.notes, up.rejections]) list.length = 0;
    process.on("unhandledRejection", onRejection);
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on("end", () => {
        up.requests.push({ headers: request.headers, body });
        const answer = up.answers.length > 1 ? up.answers.shift() : up.answers[0];
        answer?.(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    process.off("unhandledRejection", onRejection);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return up;
}
