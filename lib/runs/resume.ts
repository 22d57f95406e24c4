import type { Message, ResumeEntry } from "@ag-ui/core";
import { matchAnswers, resumeEntries } from "../interrupts/answers";
import { isRepeatable, pendingOf, shownRun } from "../interrupts/pending";
import type { StoredResume } from "../interrupts/stored";
import type { StoredMessage } from "../threads/messages";
import { pathTo } from "../threads/tree";
import type { Run } from "./run-store";
import type { Turn } from "./turn";

/** A run that goes on where an earlier one stopped to ask. */
export type Resuming = {
  /** The run that asked. */
  asked: Run;
  resume: StoredResume;
  /** What the agent is told. */
  entries: ResumeEntry[];
  /** The answers went out before; this is not another decision. */
  again: boolean;
};

export type ResumeResult =
  | { ok: true; resuming: Resuming | null }
  | { ok: false; code: "INTERRUPT_PENDING" | "CONFLICT" | "BAD_REQUEST" };

const CONFLICT = { ok: false, code: "CONFLICT" } as const;

/**
 * What a turn answers of what the agent waits for. Of the turn only the decisions count: what they are about is what is
 * stored with the run.
 *
 * @param runs of the thread, newest first
 * @returns `INTERRUPT_PENDING` for a new message while the agent waits; `CONFLICT` for answers to what is not waited for
 *   (any more); `BAD_REQUEST` for two answers to one
 */
export function resumingOf(
  turn: Turn,
  nodes: readonly StoredMessage[],
  headId: string | null,
  runs: readonly Run[],
): ResumeResult {
  const last = pathTo(nodes, headId).at(-1);
  const shown = shownRun(last, runs);
  const pending = pendingOf(shown);
  if (turn.op === "send" && pending.length > 0) return { ok: false, code: "INTERRUPT_PENDING" };
  if (turn.op !== "resume") return { ok: true, resuming: null };
  if (shown?.id !== turn.targetId) return CONFLICT;
  if (turn.answers === null) {
    const { resume } = shown;
    const asked = runs.find(({ id }) => id === resume?.runId);
    if (!isRepeatable(shown, last) || !resume || !asked?.interrupts) return CONFLICT;
    const entries = resumeEntries(asked.interrupts.list, resume.answers);
    return { ok: true, resuming: { asked, resume, entries, again: true } };
  }
  if (pending.length === 0) return CONFLICT;
  const matched = matchAnswers(pending, turn.answers, Date.now());
  if (!matched.ok) return matched;
  const resume = { runId: shown.id, answers: turn.answers };
  const entries = resumeEntries(pending, turn.answers);
  return { ok: true, resuming: { asked: shown, resume, entries, again: false } };
}

/**
 * The calls that a resumed run may bring the results of, by the agent's name for them: those of the branch that have none.
 * All others of the thread are not its to touch.
 */
export function continuedCalls({ asked }: Resuming, history: readonly Message[]): Map<string, string> {
  const open = new Set(openCalls(history));
  const named = Object.entries(asked.interrupts?.calls ?? {}).filter(([, id]) => open.has(id));
  return new Map([...[...open].map((id): [string, string] => [id, id]), ...named]);
}

/** The tool calls of a conversation that have no result. */
export function openCalls(messages: readonly Message[]): string[] {
  const answered = new Set(messages.flatMap((message) => (message.role === "tool" ? [message.toolCallId] : [])));
  return messages
    .flatMap((message) => (message.role === "assistant" ? (message.toolCalls ?? []) : []))
    .map(({ id }) => id)
    .filter((id) => !answered.has(id));
}
