import type { AgentSubscriber, Message, RunAgentInput } from "@copilotkit/react-core/v2";
import { THREAD_VIEW_EVENT, type ThreadView } from "@/lib/api/contract";
import { releases } from "../release/page-releases";
import { problemOfFailure, problemOfRunError } from "./problem";
import { messageOf, type Sent } from "./turn";
import { type Stream, viewIn } from "./verdict";

type ReaderPorts = {
  /** The turn that a stream of that run's id answers; null for a conversation that is being loaded. */
  sentAs: (runId: string) => Sent | null;
  /** Whether what is loaded now is wanted because its answer was cut off here. */
  awaited: () => boolean;
  loading: () => void;
  /** A turn from here has its run: the server has stored the message. */
  started: (sent: Sent) => void;
  /** The messages of the conversation are in. */
  loaded: () => void;
  viewed: (stream: Stream, view: ThreadView, messages: readonly Message[]) => void;
  ended: (stream: Stream) => void;
  now: () => Date;
};

const UNREAD = {
  followed: null,
  started: false,
  ended: false,
  stopped: false,
  snapshot: false,
  view: null,
  failure: null,
} as const;

/**
 * Follows what AG-UI's agent reads from the server, one stream at a time, and keeps of it what decides how it ended. A
 * stream that was given up (thread switch, StrictMode) goes on talking after its successor has begun: it is not heard.
 */
export function createReader(ports: ReaderPorts) {
  let stream: Stream | null = null;
  const reading = ({ runId }: RunAgentInput) => (stream?.id === runId ? stream : null);

  const subscriber: AgentSubscriber = {
    onRunInitialized: ({ input }) => {
      const sent = ports.sentAs(input.runId);
      const awaited = !sent && ports.awaited();
      stream = { ...UNREAD, id: input.runId, sent, awaited };
      const message = sent && messageOf(sent.turn);
      // Of the browser's copy the server reads nothing but the new message; a long conversation is megabytes.
      input.messages = message ? [message] : [];
      if (!sent) ports.loading();
    },
    onRunStartedEvent: ({ input }) => {
      const now = reading(input);
      if (!now) return;
      now.started = true;
      if (now.sent) ports.started(now.sent);
    },
    onMessagesSnapshotEvent: ({ event, input }) => {
      const now = reading(input);
      if (!now || now.sent) return;
      now.snapshot = true;
      ports.loaded();
      // AG-UI would merge, and keep what it has of the branch before.
      return { messages: event.messages, stopPropagation: true };
    },
    onCustomEvent: ({ event, input, messages }) => {
      const now = reading(input);
      const view = now && viewIn(event);
      // What it tells of (a question of the agent's, say) would be missing from the page without a word.
      if (now && !view && event.name === THREAD_VIEW_EVENT) releases.unread();
      if (!view) return;
      now.view = view;
      ports.viewed(now, view, messages);
    },
    onRunFinishedEvent: ({ event, input }) => {
      const now = reading(input);
      if (!now) return;
      now.ended = true;
      now.stopped = (event.result as { stopped?: unknown } | undefined)?.stopped === true;
    },
    onRunErrorEvent: ({ event, input }) => {
      const now = reading(input);
      if (!now || now.failure) return;
      now.ended = true;
      const where = { source: now.sent ? "run" : "connect", stored: now.sent !== null && now.started } as const;
      now.failure = problemOfRunError(event, where, ports.now());
      now.stopped = now.failure === null;
    },
    onRunFailed: ({ error, input }) => {
      const now = reading(input);
      if (now && !now.failure) now.failure = problemOfFailure(error, now.sent ? "run" : "connect", ports.now());
    },
    onRunFinalized: ({ input }) => {
      const now = reading(input);
      if (!now) return;
      stream = null;
      ports.ended(now);
    },
  };

  return {
    subscriber,
    /** What is being read, if anything. */
    current: (): Stream | null => stream,
    drop: (): void => {
      stream = null;
    },
  };
}
