"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { focusComposer } from "./composer-focus";
import { useConversation, useTurnsState } from "./conversation";
import { effectsIn, lastTurn } from "./messages/answers";
import { ConfirmEffects } from "./messages/confirm-effects";
import { actionOf, type Problem } from "./problem";
import { ProblemCard } from "./problem-card";

/** The conversation's problem, if it has one, where the answer should have been. */
export function TurnProblem() {
  const { turns } = useConversation();
  const { problem, phase } = useTurnsState(turns);
  return problem && phase !== "running" ? <Card problem={problem} busy={phase !== "idle"} /> : null;
}

function Card({ problem, busy }: { problem: Problem; busy: boolean }) {
  const t = useTranslations("problem");
  const { agent, turns, returnAddress } = useConversation();
  const [asked, setAsked] = useState<{ problem: Problem; tools: string[] } | null>(null);
  const tools = asked?.problem === problem ? asked.tools : [];
  const tryAgain = () => {
    // What the server has stored has run, perhaps half; what it has refused has not.
    const repeats = problem.stored && actionOf(problem) === "retry";
    const used = repeats ? effectsIn(lastTurn(turns.messages()), agent.readOnlyTools) : [];
    if (used.length > 0) setAsked({ problem, tools: used });
    else goOn();
  };
  const goOn = () => {
    turns.tryAgain();
    // This card goes, and the focus with it.
    focusComposer();
  };
  return (
    <ProblemCard
      problem={problem}
      busy={busy}
      signInAgainAt={returnAddress}
      onTryAgain={tryAgain}
      onGoOn={() => {
        // As above.
        if (turns.send(t("goOnMessage"))) focusComposer();
      }}
    >
      {tools.length > 0 && (
        <ConfirmEffects tools={tools} of="answer" busy={busy} onContinue={goOn} onCancel={() => setAsked(null)} />
      )}
    </ProblemCard>
  );
}
