import type { Message } from "@copilotkit/react-core/v2";
import { type RunView, THREAD_VIEW_EVENT, type ThreadView, threadView } from "@/lib/api/contract";
import { lastUserIndex } from "./messages/transcript";
import type { Problem } from "./problem";
import type { Sent } from "./turn";
import type { TurnsState } from "./turns-ports";
import type { Stop } from "./turns-stop";

/** One stream of the server's, as far as it has been read: of a turn that was sent from here, or a loaded conversation. */
export type Stream = {
  id: string;
  sent: Sent | null;
  /** The run that somebody else started and that is being followed. */
  followed: string | null;
  /** A conversation that is loaded because its answer was cut off here. */
  awaited: boolean;
  started: boolean;
  ended: boolean;
  /** The stream says of itself that it was stopped. */
  stopped: boolean;
  snapshot: boolean;
  view: ThreadView | null;
  failure: Problem | null;
};

export type Verdict = Pick<TurnsState, "problem" | "outcome">;

/** The view that an event carries, or null. An agent may send CUSTOM events of its own making. */
export function viewIn(event: { name: string; value?: unknown }): ThreadView | null {
  if (event.name !== THREAD_VIEW_EVENT) return null;
  return threadView.safeParse(event.value).data ?? null;
}

/**
 * How what was read has ended. What the server has stored of the run is the last word; where it did not come through,
 * what the stream said counts, and the person's own wish to stop before that.
 */
export function verdictOf(stream: Stream, messages: readonly Message[], stop: Stop, now: Date): Verdict {
  const answered = stream.sent !== null || stream.followed !== null;
  const run = finalRun(stream);
  const stopped = { problem: null, outcome: "stopped" } as const;
  if (run && (answered || (stream.awaited && stream.ended))) {
    const problem = problemOfRun(run, stream.view, messages, now);
    if (run.status === "stopped") return stopped;
    if (run.status === "completed") return { problem, outcome: "done" };
    return { problem: run.status === "error" ? (stream.failure ?? problem) : problem, outcome: "failed" };
  }
  const source = answered ? "run" : "connect";
  const network: Problem = { code: "NETWORK", source, stored: false, at: now.toISOString() };
  const cut = !stream.ended && !stream.failure;
  if (cut) return stop === "confirmed" ? stopped : { problem: network, outcome: answered ? "failed" : null };
  const byWish = stop !== "none" && stream.started && stream.failure?.code !== "NETWORK";
  if (byWish || stream.stopped) return stopped;
  if (stream.failure) return { problem: stream.failure, outcome: answered ? "failed" : null };
  if (answered) return { problem: null, outcome: "done" };
  return { problem: problemOfRun(run, stream.view, messages, now), outcome: null };
}

/** The run of a stream when the server has said how it ended. */
function finalRun(stream: Stream): RunView | null {
  const run = stream.view?.run ?? null;
  if (!run || run.status === "running") return null;
  return stream.sent && run.id !== stream.sent.runId ? null : run;
}

/**
 * What is wrong with the end of a conversation. A run that does not answer the last question, or whose answer has a later
 * one beside it, is a problem that the person has moved past.
 */
function problemOfRun(
  run: RunView | null,
  view: ThreadView | null,
  messages: readonly Message[],
  now: Date,
): Problem | null {
  const index = lastUserIndex(messages);
  const [question, answer] = [messages[index], messages[index + 1]];
  const base = { source: "run", stored: true, at: run?.endedAt ?? now.toISOString() } as const;
  const unanswered: Problem | null = question && !answer ? { code: "UNANSWERED", ...base } : null;
  if (!run || !question || run.baseId !== question.id) return unanswered;
  if (answer && view?.branches[answer.id] && view.branches[answer.id]?.at(-1) !== answer.id) return null;
  switch (run.status) {
    case "interrupted":
      return { code: "INTERRUPTED", ...base, runId: run.id };
    case "error":
      // Who reads this is signed in: what the sign-in once ended for can be tried again.
      if (run.error?.code === "SIGN_IN_EXPIRED") return { ...base, ...run.error, code: "INTERRUPTED", runId: run.id };
      return { ...base, ...(run.error ?? { code: "AGENT_FAILED" }), runId: run.id };
    case "stopped":
    case "running":
      return null;
    case "completed":
      // Nothing said, but something asked.
      return run.interrupts ? null : unanswered;
  }
}

/** Hosts end long connections. Of an answer that was followed on one the rest comes on the next. */
export function isUnfinished({ sent, followed, ended, failure, view }: Stream): boolean {
  return sent === null && followed !== null && ended && failure === null && view?.run?.status === "running";
}
