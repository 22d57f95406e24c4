import {
  type AGUIEvent,
  type BaseEvent,
  EventType,
  type Interrupt,
  type Message,
  type RunErrorEvent,
  type TokenUsage,
} from "@ag-ui/core";
import { ERRORS, type ErrorCode } from "../errors.ts";
import type { Logger } from "../log.ts";
import type { ModelIdentity } from "../models/identity.ts";

/** A MESSAGES_SNAPSHOT above this many characters is not sent: the events have said it all, and AgentCore cuts a chunk at 10 MB. */
const MAX_SNAPSHOT = 1_000_000;

/** The adapter's codes that say something about the request; every other failure is the agent's. */
const ADAPTER_CODES: Record<string, ErrorCode> = {
  THREAD_BUSY: "RUN_IN_PROGRESS",
  MEDIA_RESOLUTION_FAILED: "BAD_REQUEST",
};

/** A failure as the wire may carry it: code and sentence of the closed set, and when it was. */
export function runError(code: ErrorCode, runId: string, message: string = ERRORS[code].message): RunErrorEvent {
  return { type: EventType.RUN_ERROR, code, message, metadata: { runId, at: new Date().toISOString() } };
}

export type ShapeContext = {
  runId: string;
  /** The conversation before this run. */
  history: Message[];
  model: ModelIdentity;
  log: Logger;
  usage: () => TokenUsage | undefined;
  /** The questions that are open when the run pauses. */
  interrupts: () => Interrupt[];
};

export type Shaper = {
  /** The events to send in place of one of the adapter's. */
  shape: (event: BaseEvent) => AGUIEvent[];
  /** The conversation as it is now. */
  messages: () => Message[];
};

/**
 * The adapter's events as this agent sends them. Stateful, one for each run.
 *
 * - every answer says which model speaks (`metadata.model`);
 * - RUN_FINISHED carries the usage that the adapter drops;
 * - a failure carries a code and a sentence of ours, its details go to the log: the adapter sends the provider's words;
 * - one MESSAGES_SNAPSHOT, at the end, in place of one after each step. The adapter's copies flatten the messages that came
 *   in to their text, so a client would lose its attachments; those are put back as they were;
 * - a run that pauses says what it waits for in plain AG-UI (see `interrupts/wire.ts`).
 */
export function createShaper({ runId, history, model, log, usage, interrupts }: ShapeContext): Shaper {
  let snapshot: Message[] = [];
  const given = new Set(history.map(({ id }) => id));
  const label = { model };

  const own = (): Message[] =>
    snapshot
      .filter((message) => !given.has(message.id))
      .map((m) => (m.role === "assistant" ? { ...m, metadata: { ...m.metadata, ...label } } : m));
  // Reasoning and activity are the client's to keep: a snapshot that names some would make it drop the rest.
  const messages = () => [...history.filter((m) => m.role !== "reasoning" && m.role !== "activity"), ...own()];

  const lastSnapshot = (): AGUIEvent[] => {
    if (own().length === 0) return [];
    const event: AGUIEvent = { type: EventType.MESSAGES_SNAPSHOT, messages: messages() };
    return JSON.stringify(event).length > MAX_SNAPSHOT ? [] : [event];
  };

  const shape = (raw: BaseEvent): AGUIEvent[] => {
    const event = raw as AGUIEvent;
    switch (event.type) {
      case EventType.RUN_STARTED:
        return [];
      case EventType.TEXT_MESSAGE_START:
        return [{ ...event, metadata: { ...event.metadata, ...label } }];
      case EventType.MESSAGES_SNAPSHOT:
        snapshot = event.messages;
        return [];
      case EventType.CUSTOM:
        if (event.name !== "hook_error") return [event];
        log.error({ detail: event.value }, "a hook of the adapter failed");
        return [];
      case EventType.RUN_FINISHED: {
        const used = usage();
        const outcome = event.outcome?.type === "interrupt" && { type: "interrupt" as const, interrupts: interrupts() };
        return [...lastSnapshot(), { ...event, ...(outcome && { outcome }), ...(used && { usage: [used] }) }];
      }
      case EventType.RUN_ERROR: {
        log.error({ adapterCode: event.code, detail: event.message }, "run failed");
        return [runError(ADAPTER_CODES[event.code ?? ""] ?? "AGENT_FAILED", runId)];
      }
      default:
        if (KNOWN.has(event.type)) return [event];
        log.warn(
          { type: String(event.type) },
          "event left out: AG-UI 0.0.59 clients end a run at one they do not know",
        );
        return [];
    }
  };
  return { shape, messages };
}

const KNOWN = new Set<string>(Object.values(EventType));
