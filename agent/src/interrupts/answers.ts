import type { ResumeEntry } from "@ag-ui/core";
import type { JSONValue } from "@strands-agents/sdk";
import { z } from "zod";
import { APPROVAL } from "./state.ts";

/** How a person answered a question that an interrupt asked. */
export type Answer = { kind: "yes" } | { kind: "no"; reason?: string } | { kind: "cancelled" };

const MAX_REASON = 2000;

const answerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("yes") }),
  z.object({ kind: z.literal("no"), reason: z.string().optional() }),
  z.object({ kind: z.literal("cancelled") }),
]);

/** The decision alone: whatever else a payload carries, arguments of the call above all, is dropped here. */
const decisionSchema = z.object({
  approved: z.boolean(),
  reason: z.string().trim().max(MAX_REASON).optional(),
});

/** What a client may answer to `tool_approval`, as the interrupt tells it (JSON Schema). */
export const APPROVAL_RESPONSE = {
  type: "object",
  properties: { approved: { type: "boolean" }, reason: { type: "string", maxLength: MAX_REASON } },
  required: ["approved"],
};

/**
 * The answers of a run's `resume`, by interrupt.
 *
 * @returns `undefined` when one of them cannot be read, or two are to the same interrupt: none of them may count as a yes
 */
export function readAnswers(resume: ResumeEntry[]): Map<string, Answer> | undefined {
  const answers = new Map<string, Answer>();
  for (const entry of resume) {
    const answer = answerOf(entry);
    if (!answer || answers.has(entry.interruptId)) return undefined;
    answers.set(entry.interruptId, answer);
  }
  return answers;
}

function answerOf({ interruptId, status, payload }: ResumeEntry): Answer | undefined {
  if (status === "cancelled") return { kind: "cancelled" };
  // Elsewhere `resolved` says it all; a call is only approved in so many words.
  if (!interruptId.endsWith(`:${APPROVAL}`)) return { kind: "yes" };
  const decision = decisionSchema.safeParse(payload);
  if (!decision.success) return undefined;
  const { approved, reason } = decision.data;
  return approved ? { kind: "yes" } : { kind: "no", ...(reason && { reason }) };
}

/** An answer as it comes back out of Strands. What is not one counts as none given, never as a yes. */
export function asAnswer(value: JSONValue): Answer {
  const parsed = answerSchema.safeParse(value);
  return parsed.success ? parsed.data : { kind: "cancelled" };
}
