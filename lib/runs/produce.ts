import "server-only";
import { randomUUID } from "node:crypto";
import { type HttpAgent, transformChunks, verifyEvents } from "@ag-ui/client";
import {
  type BaseEvent,
  EventType,
  type Interrupt,
  type Message,
  type RunAgentInput,
  type RunFinishedEvent,
} from "@ag-ui/core";
import { concatMap, EMPTY, lastValueFrom, type Observable } from "rxjs";
import { THREAD_VIEW_EVENT } from "../api/contract";
import type { ErrorCode } from "../errors";
import { log } from "../log";
import { endOfAsking } from "./end-of-asking";
import { endOfError } from "./end-of-error";
import type { LogWriter } from "./log-writer";
import { createOpenParts } from "./open-parts";
import { createOwnDocuments } from "./own-documents";
import { type createOwnEvents, wholeSnapshot } from "./own-events";
import type { RunEnd } from "./run-store";

/** Why a run was ended from our side. */
export type Cut = "stopped" | "interrupted" | "expired" | "broken" | "lost";

export type Production = {
  runId: string;
  threadId: string;
  agent: HttpAgent;
  input: RunAgentInput;
  /** The branch up to and including the question. */
  history: readonly Message[];
  own: ReturnType<typeof createOwnEvents>;
  /** The agent can be told what a person has answered: AG-UI has a place for it, the HTTP protocol has none. */
  takesAnswers: boolean;
  /** The calls of an earlier run whose results this one is to bring: it goes on after answers. Empty for most. */
  continued: readonly string[];
  writer: LogWriter;
  /** Sends an event to whoever started the run. */
  tell: (event: BaseEvent) => void;
  /** Resolves when the agent has been told that an earlier run is over; until then it would refuse this one as busy. */
  ready: Promise<void>;
  /** AG-UI's client refused the events: closes the call and tells the agent that nobody listens. */
  abandon: () => void;
  /** What has ended the run from our side, if anything; `whenCut` resolves then. */
  cut: () => Cut | null;
  whenCut: Promise<void>;
  /** Of the call to the agent; also an end of our own making is looked for under it. */
  traceId: string;
  note: (code: ErrorCode, detail: string) => void;
};

/** How a run has ended, and what the agent calls the conversation. */
export type Produced = { end: RunEnd; title: string | null; result?: unknown };

const INTERRUPTED_BY_US: Record<Exclude<Cut, "lost">, RunEnd> = {
  stopped: { status: "stopped" },
  interrupted: { status: "interrupted" },
  expired: { status: "error", errorCode: "HOST_LIMIT" },
  broken: { status: "error", errorCode: "AGENT_FAILED" },
};

/**
 * Drives one run to its end: every event of the agent goes to the one who asked and into the log.
 *
 * It never throws: whatever happens, everything that was begun is closed, and it says how the run ended. The agent's
 * own RUN_STARTED, RUN_FINISHED and RUN_ERROR are not passed on: a run has begun when it is stored, and is over when its
 * end is. It does not know the request that started it, so a closed browser does not end it.
 */
export async function produce(p: Production): Promise<Produced> {
  const parts = createOpenParts(randomUUID);
  parts.goOnWith(p.continued);
  const documents = createOwnDocuments(p.input.state);
  /** @param logged what of it is this run's */
  const emit = (event: BaseEvent, logged: BaseEvent = event) => {
    parts.see(logged);
    p.tell(event);
    p.writer.push(logged);
  };
  let end: RunEnd | null = null;
  let title: string | null = null;
  let result: unknown;
  let asked: Interrupt[] = [];
  /** One note is enough: an agent may send thousands. */
  let misfit = false;

  const take = (event: BaseEvent): Observable<never> | Promise<void> => {
    if (end || p.cut()) return EMPTY;
    switch (event.type) {
      case EventType.RUN_STARTED:
      // The model provider's own words; nobody here reads them, and a page would have to carry them.
      case EventType.RAW:
        return EMPTY;
      case EventType.RUN_FINISHED: {
        const { usage, result: given, outcome } = event as RunFinishedEvent;
        end = { status: "completed", ...(usage === undefined ? {} : { usage }) };
        result = given;
        if (outcome?.type === "interrupt") asked = outcome.interrupts;
        return EMPTY;
      }
      case EventType.RUN_ERROR:
        end = endOfError(event, p.input.resume !== undefined);
        return EMPTY;
      case EventType.MESSAGES_SNAPSHOT:
        return takeSnapshot(event as BaseEvent & { messages: Message[] });
      case EventType.CUSTOM:
        // Ours to say: an agent's would tell the page of branches and ends that there are not.
        if ((event as BaseEvent & { name?: unknown }).name === THREAD_VIEW_EVENT) return EMPTY;
        title = titleIn(event) ?? title;
    }
    const own = p.own.event(event);
    if (!own) return EMPTY;
    if (documents.see(own)) emit(own);
    else if (!misfit) {
      misfit = true;
      log.warn({ runId: p.runId, type: own.type }, "a patch of the agent does not apply");
    }
    return EMPTY;
  };
  /** What the run has said so far has to be known before it can be joined with the agent's copy of it. */
  const takeSnapshot = async (event: { messages: Message[] }) => {
    const own = p.own.snapshot((await p.writer.folded()).messages, event.messages);
    documents.seeSnapshot(own, event.messages);
    emit(wholeSnapshot(p.history, own), wholeSnapshot([], own));
  };

  try {
    await Promise.race([p.ready, p.whenCut]);
    if (!p.cut()) {
      const events = p.agent.run(p.input).pipe(transformChunks(), verifyEvents(), concatMap(take));
      await lastValueFrom(events, { defaultValue: undefined });
      if (!end && !p.cut()) end = failure(p, "STREAM_TRUNCATED", "the run ended without a terminal event");
    }
  } catch (error) {
    if (!end && !p.cut()) {
      // AG-UI's client reads on all the same, until the agent is done (ag-ui, run/http-request).
      p.abandon();
      end = failure(p, "AGENT_FAILED", error instanceof Error ? error.message : String(error));
    }
  }
  const cut = p.cut();
  // The agent's own end counts even when somebody asked for another one in the same moment.
  let ended: RunEnd = end ?? INTERRUPTED_BY_US[cut === null || cut === "lost" ? "interrupted" : cut];
  const { messages } = await p.writer.folded();
  if (asked.length > 0) ended = endOfAsking(p, ended, asked, messages, parts.unanswered());
  // An agent that asks waits with its calls; one that failed before its first word waits with them still.
  const stillWaits = p.input.resume !== undefined && ended.status !== "completed" && messages.length === 0;
  const reason = ended.status === "stopped" ? "stopped" : "failed";
  for (const event of parts.close(ended.interrupts || stillWaits ? null : reason)) emit(event);
  if (ended.status === "error" && !ended.errorMetadata)
    ended.errorMetadata = { at: new Date().toISOString(), traceId: p.traceId };
  return { end: ended, title, result };
}

function failure(p: Production, code: ErrorCode, detail: string): RunEnd {
  p.note(code, detail);
  return { status: "error", errorCode: code };
}

function titleIn(event: BaseEvent): string | null {
  const { name, value } = event as BaseEvent & { name?: unknown; value?: unknown };
  return name === "title" && typeof value === "string" && value.trim() ? value : null;
}
