import type { DecisionView, InterruptView } from "../api/contract";
import { answerTo, reasonOf } from "./answers";
import { decisionOf, type StoredInterrupt, type StoredPending, type StoredResume } from "./stored";

/** What a page is told of an interrupt that waits. */
export function viewInterrupt(one: StoredInterrupt): InterruptView {
  const { id, kind, tool, input, inputChars, toolCallId, message, expiresAt } = one;
  return { id, kind, tool, input, inputChars, toolCallId, message, expiresAt, consent: consentOf(one) };
}

function consentOf({ url, provider }: StoredInterrupt): InterruptView["consent"] {
  return url === null ? null : { url, host: new URL(url).host, provider };
}

type Asked = { id: string; interrupts: StoredPending | null };

/** What was answered with a run; empty for one that answered nothing. */
export function viewDecisions(run: { resume: StoredResume | null }, runs: readonly Asked[]): DecisionView[] {
  const { resume } = run;
  const asked = resume && runs.find(({ id }) => id === resume.runId)?.interrupts?.list;
  return (asked || []).map((one) => {
    const answer = answerTo(one, resume?.answers ?? []);
    const { kind, tool } = one;
    const host = consentOf(one)?.host ?? null;
    return { id: one.id, kind, tool, host, decision: decisionOf(one, answer), reason: reasonOf(answer) };
  });
}
