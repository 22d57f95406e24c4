import "server-only";
import { randomUUID } from "node:crypto";
import type { AbstractAgent } from "@ag-ui/client";
import { type BaseEvent, EventType, type Message } from "@ag-ui/core";
import type { ErrorCode } from "../errors";
import { log } from "../log";
import type { LiveRun } from "./live-run";
import { mergeMessages } from "./merge-messages";
import { createOpenParts } from "./open-parts";

export type Production = {
  live: LiveRun;
  /** Resolves when the agent has been told that an earlier run is over; until then it would refuse this one as busy. */
  ready: Promise<void>;
  agent: AbstractAgent;
  threadId: string;
  /** The conversation up to and including the person's message. */
  history: Message[];
  state: unknown;
  /** Aborted when the person stops the run. */
  stopped: AbortSignal;
  /** Aborted when the run has used up its time. */
  expired: AbortSignal;
  /** Closes the call and tells the agent that nobody listens any more. */
  abandon: () => void;
  sentence: (code: ErrorCode) => string;
  /** Keeps what has been produced so far. */
  keep: (messages: Message[], state: unknown) => void;
};

/**
 * Drives one run to its end and records every event of it in `live`.
 *
 * Nothing here throws: whatever happens, the run ends with RUN_FINISHED or RUN_ERROR, everything that was begun is
 * closed, and what people saw is kept. It does not know the request that started it, so a closed browser
 * does not end it.
 */
export async function produce(production: Production): Promise<void> {
  const { live, agent, threadId, history, stopped, expired } = production;
  const runId = live.runId;
  const parts = createOpenParts(randomUUID);
  let terminal = false;
  const emit = (event: BaseEvent) => {
    parts.see(event);
    live.append(event);
  };
  const fail = (code: ErrorCode, detail?: string) => {
    if (detail) log.error({ runId, threadId, code, detail }, "run failed");
    for (const event of parts.close("failed")) live.append(event);
    const metadata = { runId, at: new Date().toISOString() };
    emit({ type: EventType.RUN_ERROR, code, message: production.sentence(code), metadata } as BaseEvent);
    terminal = true;
  };
  const onEvent = (event: BaseEvent) => {
    if (terminal || stopped.aborted || expired.aborted) return;
    if (event.type === EventType.RUN_ERROR) {
      for (const closing of parts.close("failed")) live.append(closing);
      terminal = true;
    }
    if (event.type === EventType.RUN_FINISHED) terminal = true;
    emit(ownEvent(event, threadId, runId, history));
  };

  try {
    await production.ready;
    if (stopped.aborted) throw new Error("stopped before it began");
    agent.threadId = threadId;
    agent.setMessages(structuredClone(history));
    agent.setState(structuredClone(production.state ?? {}));
    await agent.runAgent(
      { runId, tools: [], context: [], forwardedProps: {} },
      { onEvent: ({ event }) => onEvent(event) },
    );
    if (!terminal && !stopped.aborted && !expired.aborted)
      fail("STREAM_TRUNCATED", "the run ended without a terminal event");
  } catch (error) {
    if (!terminal && !stopped.aborted && !expired.aborted) {
      // AG-UI's client refused the events. It reads on all the same, until the agent is done (ag-ui, run/http-request).
      production.abandon();
      fail("AGENT_FAILED", error instanceof Error ? error.message : String(error));
    }
  }
  if (!terminal && stopped.aborted) {
    if (live.isEmpty()) emit({ type: EventType.RUN_STARTED, threadId, runId } as BaseEvent);
    for (const event of parts.close("stopped")) live.append(event);
    emit({ type: EventType.RUN_FINISHED, threadId, runId, result: { stopped: true } } as BaseEvent);
  } else if (!terminal && expired.aborted) {
    fail("HOST_LIMIT");
  }
  const cutShort = stopped.aborted ? "stopped" : "failed";
  production.keep(mergeMessages(history, withAnswers(agent.messages, cutShort)), agent.state);
  live.finish();
}

/** The agent speaks of this run and this thread only, and its snapshot never takes the conversation's history away. */
function ownEvent(event: BaseEvent, threadId: string, runId: string, history: Message[]): BaseEvent {
  if (event.type === EventType.RUN_STARTED || event.type === EventType.RUN_FINISHED)
    return { ...event, threadId, runId } as BaseEvent;
  if (event.type !== EventType.MESSAGES_SNAPSHOT) return event;
  const { messages } = event as BaseEvent & { messages: Message[] };
  return { ...event, messages: snapshotFor(mergeMessages(history, messages), messages) } as BaseEvent;
}

/**
 * AG-UI's client keeps the reasoning and activities that it has seen only while a snapshot has none at all; one old
 * reasoning in it means "these are all". So what the agent left out of its snapshot stays out of ours.
 */
function snapshotFor(merged: Message[], fromAgent: readonly Message[]): Message[] {
  const leftOut = (["reasoning", "activity"] as const).filter((role) => !fromAgent.some((one) => one.role === role));
  return merged.filter((message) => !leftOut.some((role) => message.role === role));
}

/** Gives every tool call that was cut short an answer: model providers refuse a history with an open one. */
function withAnswers(messages: readonly Message[], reason: string): Message[] {
  const answered = new Set(messages.flatMap((message) => (message.role === "tool" ? [message.toolCallId] : [])));
  return messages.flatMap((message) => {
    if (message.role !== "assistant" || !message.toolCalls) return [message];
    const open = message.toolCalls.filter((call) => !answered.has(call.id));
    return [
      message,
      ...open.map(
        (call): Message => ({
          id: randomUUID(),
          role: "tool",
          toolCallId: call.id,
          content: JSON.stringify({ error: reason }),
        }),
      ),
    ];
  });
}
