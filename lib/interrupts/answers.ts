import type { ResumeEntry } from "@ag-ui/core";
import { z } from "zod";
import { MAX_INTERRUPT_ID, MAX_INTERRUPTS } from "./read";
import { type Answer, decisionOf, isExpired, MAX_REASON_CHARS, type StoredInterrupt } from "./stored";

const interruptId = z.string().min(1).max(MAX_INTERRUPT_ID);

/** The answers as a run's body brings them: a decision each, and nothing of what was decided about. */
export const answersSchema = z
  .array(
    z.union([
      z.object({ interruptId, approved: z.boolean(), reason: z.string().max(MAX_REASON_CHARS).optional() }).strict(),
      z.object({ interruptId, cancelled: z.literal(true) }).strict(),
    ]),
  )
  .min(1)
  .max(MAX_INTERRUPTS);

export type Matched = { ok: true } | { ok: false; code: "CONFLICT" | "BAD_REQUEST" };

/**
 * Whether these are answers to what is asked, to each of it one: an agent takes all or none.
 *
 * @returns `CONFLICT` when the page has shown something else than there is, or it is too late to approve; `BAD_REQUEST`
 *   for two answers to one, and for the approval of what cannot be read or opened
 */
export function matchAnswers(asked: readonly StoredInterrupt[], answers: readonly Answer[], now: number): Matched {
  const byId = new Map(answers.map((answer) => [answer.interruptId, answer]));
  if (byId.size < answers.length) return { ok: false, code: "BAD_REQUEST" };
  if (byId.size !== asked.length || asked.some(({ id }) => !byId.has(id))) return { ok: false, code: "CONFLICT" };
  const approved = asked.filter((one) => decisionOf(one, answerTo(one, answers)) === "approved");
  if (approved.some(isUnreadable)) return { ok: false, code: "BAD_REQUEST" };
  return approved.some((one) => isExpired(one, now)) ? { ok: false, code: "CONFLICT" } : { ok: true };
}

/** What cannot be shown whole, or has no address to give the consent at: it can be left, but not agreed to. */
function isUnreadable({ kind, inputChars, url }: StoredInterrupt): boolean {
  return inputChars !== null || (kind === "consent" && url === null);
}

/** The answers as the agent is told (AG-UI `RunAgentInput.resume`). */
export function resumeEntries(asked: readonly StoredInterrupt[], answers: readonly Answer[]): ResumeEntry[] {
  return asked.map((one) => {
    const answer = answerTo(one, answers);
    const decision = decisionOf(one, answer);
    if (decision === "cancelled") return { interruptId: one.id, status: "cancelled" as const };
    const reason = reasonOf(answer);
    // What an unknown one wants to hear nobody knows: that it may go on is all there is to say.
    const payload =
      one.kind === "other" ? {} : { approved: decision === "approved", ...(reason === null ? {} : { reason }) };
    return { interruptId: one.id, status: "resolved" as const, payload };
  });
}

/** The answer to one; left unanswered where there is none. */
export function answerTo({ id }: StoredInterrupt, answers: readonly Answer[]): Answer {
  return answers.find((answer) => answer.interruptId === id) ?? { interruptId: id, cancelled: true };
}

export function reasonOf(answer: Answer): string | null {
  const reason = "approved" in answer ? answer.reason?.trim() : undefined;
  return reason ? reason : null;
}
