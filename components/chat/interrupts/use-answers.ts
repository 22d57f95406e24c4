"use client";
import { useState } from "react";
import type { InterruptView } from "@/lib/api/contract";
import type { Answer } from "@/lib/interrupts/stored";

/** What a person has chosen for one thing that the agent waits for. */
export type Chosen = { decision: "approved" } | { decision: "cancelled" } | { decision: "declined"; reason: string };

type Choices = Readonly<Record<string, Chosen>>;

/** The choices for all that the agent waits for, and the answers once there is one for each. */
export function useAnswers(interrupts: readonly InterruptView[]) {
  const [chosen, setChosen] = useState<Choices>({});
  const choose = (id: string, choice: Chosen | null): Choices => {
    const { [id]: _, ...others } = chosen;
    const next = choice ? { ...others, [id]: choice } : others;
    setChosen(next);
    return next;
  };
  return {
    chosenFor: (id: string): Chosen | null => chosenIn(chosen, id),
    choose,
    decided: interrupts.filter(({ id }) => chosenIn(chosen, id)).length,
    /** Null while something is undecided. */
    answers: (choices = chosen): Answer[] | null => {
      const all = interrupts.flatMap(({ id }) => {
        const one = chosenIn(choices, id);
        return one ? [answerOf(id, one)] : [];
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
