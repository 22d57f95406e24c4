import { randomUUID } from "node:crypto";
import { defaultApplyEvents, HttpAgent, transformChunks } from "@ag-ui/client";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import { expect } from "@playwright/test";
import { from } from "rxjs";
import type { ThreadEvents } from "../../lib/api/contract";
import type { Client } from "./client";
import type { Heard } from "./reading";

/** A message as two readers of the same conversation must both have it. */
export type Line = { id: string; role: string; content: unknown; toolCalls?: unknown; toolCallId?: string };

/**
 * The messages that the stream of a run makes, by AG-UI's own client: it parses, checks the order of the events and
 * applies them as the page does.
 *
 * @param before what was there before the stream
 * @throws what the client refuses: an event out of order, a part that is not closed
 */
export async function transcriptOfRun(heard: readonly Heard[], before: readonly Line[]): Promise<Line[]> {
  const body = heard.map(({ event }) => `data: ${JSON.stringify(event)}\n\n`).join("");
  const agent = new HttpAgent({
    url: "http://nobody.invalid",
    threadId: String(heard[0]?.event.threadId),
    initialMessages: structuredClone(before) as Message[],
    fetch: async () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
  });
  await agent.runAgent({ runId: randomUUID() });
  return agent.messages.map(lineOf);
}

/**
 * The messages that a conversation's stream makes. CopilotKit applies it without the check above, since it begins where the
 * stored messages end, which may be in the middle of one.
 */
export async function transcriptOf(events: readonly BaseEvent[]): Promise<Line[]> {
  const threadId = randomUUID();
  const agent = new HttpAgent({ url: "http://nobody.invalid", threadId });
  const input = { threadId, runId: randomUUID(), messages: [], tools: [], context: [], state: {}, forwardedProps: {} };
  let messages: Message[] = [];
  // A copy: what is applied goes on writing into the messages of the events.
  await defaultApplyEvents(input, from(structuredClone([...events])).pipe(transformChunks()), agent, []).forEach(
    (change) => {
      messages = change.messages ?? messages;
    },
  );
  return messages.map(lineOf);
}

/**
 * The messages that a conversation's stream has made so far.
 *
 * An agent that ends its run with a copy of all its messages would hide what was missed or came twice until then. So the
 * same is made a second time without it, and both must be one.
 */
export async function transcriptOfStream(events: readonly BaseEvent[]): Promise<Line[]> {
  const whole = await transcriptOf(events);
  const first = events.findIndex((event) => event.type === EventType.MESSAGES_SNAPSHOT);
  const bare = await transcriptOf(
    events.filter((event, at) => at <= first || event.type !== EventType.MESSAGES_SNAPSHOT),
  );
  expect(bare, "what the events make without a copy at the end").toEqual(whole);
  return whole;
}

function lineOf(message: Message): Line {
  const { id, role, content, toolCalls, toolCallId } = message as Message & {
    toolCalls?: unknown;
    toolCallId?: string;
  };
  // A message that only calls tools has no words; whether that is said as "" or not at all is the same.
  return {
    id,
    role,
    content: content ?? "",
    ...(toolCalls ? { toolCalls } : {}),
    ...(toolCallId ? { toolCallId } : {}),
  };
}

/** The conversation as it is stored now, as a page that opens it gets it. Resolves when the run that may be on is over. */
export async function storedTranscript(client: Client, threadId: string): Promise<Line[]> {
  const reading = await client.connect(threadId);
  await reading.over;
  return await transcriptOf(reading.heard.map(({ event }) => event));
}

const FRAME = new Set<string>([EventType.RUN_STARTED, EventType.RUN_FINISHED, EventType.RUN_ERROR]);

/** The messages that the JSON form makes: in each answer the messages if there are any, and then the events. */
export async function transcriptOfAnswers(threadId: string, answers: readonly ThreadEvents[]): Promise<Line[]> {
  const runId = randomUUID();
  if (!answers[0]?.messages) throw new Error("the first answer has no messages");
  return await transcriptOfStream([
    { type: EventType.RUN_STARTED, threadId, runId } as BaseEvent,
    ...answers.flatMap(({ messages, events }) => [
      ...(messages ? [{ type: EventType.MESSAGES_SNAPSHOT, messages } as BaseEvent] : []),
      ...events.filter((event) => !FRAME.has(event.type)),
    ]),
    { type: EventType.RUN_FINISHED, threadId, runId } as BaseEvent,
  ]);
}

/** The words of a stream so far, by message: what a person has read, thoughts included. */
export function wordsOf(heard: readonly Heard[], before = Number.POSITIVE_INFINITY): Map<string, string> {
  const words = new Map<string, string>();
  for (const { at, event } of heard) {
    if (at > before) continue;
    if (event.type !== EventType.TEXT_MESSAGE_CONTENT && event.type !== EventType.REASONING_MESSAGE_CONTENT) continue;
    const id = String(event.messageId);
    words.set(id, (words.get(id) ?? "") + String(event.delta));
  }
  return words;
}

/** How many of the words that were read are not in the transcript; an answer that says something else loses all. */
export function lostCharacters(words: ReadonlyMap<string, string>, stored: readonly Line[]): number {
  let lost = 0;
  for (const [id, text] of words) {
    const kept = String(stored.find((line) => line.id === id)?.content ?? "");
    if (kept.startsWith(text)) continue;
    lost += text.startsWith(kept) ? text.length - kept.length : text.length;
  }
  return lost;
}
