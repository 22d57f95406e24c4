import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./faults";

type Stream = {
  threadId: string;
  runId: string;
  prompt: string;
  fault: Fault | undefined;
  isBusy: boolean;
  signal: AbortSignal;
  /** The run is over for the agent: called before its end is sent, since whoever reads that may begin the next one at once. */
  over: () => void;
};

type Event = Record<string, unknown>;

/** Long enough for two requests at once to meet, and for pieces to come one by one. */
const PAUSE_MS = 6;
const LONG_RUN_MS = 1_000;
const SILENCE_MS = 1_100;

/** Streams one run as AG-UI has it, or with the one fault that was asked for. */
export async function streamAgui(response: ServerResponse, stream: Stream): Promise<void> {
  const { fault, signal } = stream;
  const has = (one: Fault) => fault === one;
  const isLong = /story/.test(stream.prompt);
  response.writeHead(200, { "content-type": has("wrong content type") ? "application/json" : "text/event-stream" });
  response.flushHeaders();
  const events = stream.isBusy ? busy(stream) : eventsOf(stream);
  let held = "";
  for (const [index, event] of events.entries()) {
    if (event.type === "RUN_FINISHED" || event.type === "RUN_ERROR") stream.over();
    const text = frame(event, has, index === events.length - 1, index);
    if (has("everything at once")) held += text;
    else response.write(text);
    if (response.destroyed) return;
    const isMiddle = event.type === "TEXT_MESSAGE_CONTENT";
    if (isMiddle && isLong) await sleep(LONG_RUN_MS, undefined, { signal }).catch(() => undefined);
    else if (isMiddle && has("a long silence")) await sleep(SILENCE_MS);
    else await sleep(PAUSE_MS);
  }
  if (has("everything at once")) {
    await sleep(300);
    response.write(held);
  }
  response.end();
}

function busy({ threadId, runId }: Stream): Event[] {
  return [
    { type: "RUN_STARTED", threadId, runId },
    { type: "RUN_ERROR", code: "RUN_IN_PROGRESS", message: "busy" },
  ];
}

function eventsOf({ threadId, runId, prompt, fault }: Stream): Event[] {
  const has = (one: Fault) => fault === one;
  const messageId = has("the same message id again") ? "message-1" : randomUUID();
  const start: Event = {
    type: "TEXT_MESSAGE_START",
    messageId,
    role: "assistant",
    ...(has("a null field") && { name: null }),
  };
  const end: Event = { type: "RUN_FINISHED", threadId, runId };
  return [
    ...(has("no RUN_STARTED")
      ? []
      : [{ type: "RUN_STARTED", threadId, runId: has("another run id") ? "run-1" : runId }]),
    ...(has("an unknown event") ? [{ type: "RUN_CHEERED" }] : []),
    start,
    { type: "TEXT_MESSAGE_CONTENT", messageId, delta: `You said: ${prompt}` },
    { type: "TEXT_MESSAGE_CONTENT", messageId, delta: "." },
    ...(has("a message without its end") ? [] : [{ type: "TEXT_MESSAGE_END", messageId }]),
    ...(has("no end") ? [] : [has("RUN_ERROR") ? { type: "RUN_ERROR", code: "MODEL", message: "no credits" } : end]),
    ...(has("an event after the end") ? [{ type: "STATE_SNAPSHOT", snapshot: {} }] : []),
  ];
}

function frame(event: Event, has: (fault: Fault) => boolean, isLast: boolean, index: number): string {
  const json = JSON.stringify(event);
  const data = has("an event is not JSON") && index === 3 ? "data: {'type': 'RAW'}" : `data: ${json}`;
  if (has("no data: before the events")) return `${json}\n`;
  if (has("CRLF")) return `${data}\r\n\r\n`;
  if (has("no blank line in between") && index === 2) return `${data}\n`;
  if (has("no blank line at the end") && isLast) return data;
  if (has("half a frame at the end") && isLast) return data.slice(0, 20);
  return `${data}\n\n`;
}
