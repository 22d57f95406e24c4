"use client";
import { useState } from "react";
import type { InterruptView } from "@/lib/api/contract";
import type { Answer } from "@/lib/interrupts/stored";
import { canAgree } from "./waiting";

/** What a person has chosen for one thing that the agent waits for. */
export type Chosen = { decision: "approved" } | { decision: "cancelled" } | { decision: "declined"; reason: string };

type Choices = Readonly<Record<string, Chosen>>;

/**
 * The choices for all that the agent waits for, and the answers once there is one for each. A yes does not outlive the time in
 * which it can be said.
 */
export function useAnswers(interrupts: readonly InterruptView[], now: number) {
  const [chosen, setChosen] = useState<Choices>({});
  const choiceOf = (one: InterruptView, choices: Choices): Chosen | null => {
    const choice = chosenIn(choices, one.id);
    return choice?.decision === "approved" && !canAgree(one, now) ? null : choice;
  };
  const choose = (id: string, choice: Chosen | null): Choices => {
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

/** The agent names what it asks, and may call it like something that every object has. */
function chosenIn(choices: Choices, id: string): Chosen | null {
  return Object.hasOwn(choices, id) ? (choices[id] ?? null) : null;
}

function answerOf(interruptId: string, chosen: Chosen): Answer {
  if (chosen.decision === "cancelled") return { interruptId, cancelled: true };
  if (chosen.decision === "approved") return { interruptId, approved: true };
  const reason = chosen.reason.trim();
  return { interruptId, approved: false, ...(reason ? { reason } : {}) };
}
