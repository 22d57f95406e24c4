"use client";
import { useState } from "react";
import type { InterruptView } from "@/lib/api/contract";
import type { Answer } from "@/lib/interrupts/stored";
import { canAgree } from "./waiting";

/** What a person has chosen for one thing that the agent waits for. */
export type Chosen = { decision: "approved" } | { decision: "cancelled" } | { decision: "declined"; reason: string };

/**
 * The choices for all that the agent waits for, and the answers once there is one for each. A yes does not outlive the time in
 * which it can be said.
 */
export function useAnswers(interrupts: readonly InterruptView[], now: number) {
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({});
  const choiceOf = (one: InterruptView, choices: Readonly<Record<string, Chosen>>): Chosen | null => {
    const choice = Object.hasOwn(choices, one.id) ? (choices[one.id] ?? null) : null;
    return choice?.decision === "approved" && !canAgree(one, now) ? null : choice;
  };
  const choose = (id: string, choice: Chosen | null): Readonly<Record<string, Chosen>> => {
    const { [id]: _, ...others } = chosen;
    const next = choice ? { ...others, [id]: choice } : others;
    setChosen(next);
    return next;
  };
  return {
    chosenFor: (one: InterruptView): Chosen | null => choiceOf(one, chosen),
    choose,
    decided: interrupts.filter((one) => choiceOf(one, chosen) !== null).length,
    /** Null while something is undecided. */
    answers: (choices = chosen): Answer[] | null => {
      const all = interrupts.flatMap((one) => {
        const choice = choiceOf(one, choices);
        return choice ? [answerOf(one.id, choice)] : [];
      });
      return all.length === interrupts.length ? all : null;
    },
  };
}

function answerOf(interruptId: string, chosen: Chosen): Answer {
  if (chosen.decision === "cancelled") return { interruptId, cancelled: true };
  if (chosen.decision === "approved") return { interruptId, approved: true };
  const reason = chosen.reason.trim();
  return { interruptId, approved: false, ...(reason ? { reason } : {}) };
}
