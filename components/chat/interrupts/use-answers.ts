"use client";
import { useState } from "react";
import type { InterruptView } from "@/lib/api/contract";
import type { Answer } from "@/lib/interrupts/stored";

/** What a person has chosen for one thing that the agent waits for. */
export type Chosen = { decision: "approved" } | { decision: "cancelled" } | { decision: "declined"; reason: string };

/** The choices for all that the agent waits for, and the answers once there is one for each. */
export function useAnswers(interrupts: readonly InterruptView[]) {
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({});
  const choose = (id: string, choice: Chosen | null): Readonly<Record<string, Chosen>> => {
    const { [id]: _, ...others } = chosen;
    const next = choice ? { ...others, [id]: choice } : others;
    setChosen(next);
    return next;
  };
  return {
    chosenFor: (id: string): Chosen | null => (Object.hasOwn(chosen, id) ? (chosen[id] ?? null) : null),
    choose,
    decided: interrupts.filter(({ id }) => Object.hasOwn(chosen, id)).length,
    /** Null while something is undecided. */
    answers: (choices = chosen): Answer[] | null => {
      const all = interrupts.flatMap(({ id }) => (choices[id] ? [answerOf(id, choices[id])] : []));
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
