import type { DecisionView } from "../api/contract";
import type en from "../i18n/messages/en.json";

/** Which sentence of `interrupts.decisions` tells of an answer. */
export function sentenceOf({ kind, decision, reason }: DecisionView): keyof (typeof en)["interrupts"]["decisions"] {
  const approved = decision === "approved";
  if (kind === "other") return approved ? "continued" : "stopped";
  if (kind === "consent") return approved ? "consented" : "notConsented";
  if (decision === "cancelled" || reason === null) return decision;
  return approved ? "approvedFor" : "declinedFor";
}
