"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePresence } from "../api/use-presence";
import { focusComposer } from "./composer-focus";
import { useConversation, useTurnsState } from "./conversation";
import { LimitNotice } from "./limit-notice";
import { effectsIn, lastTurn } from "./messages/answers";
import { ConfirmEffects } from "./messages/confirm-effects";
import { actionOf, allowedFrom, type Problem } from "./problem";
import { ProblemCard } from "./problem-card";

/** The conversation's problem, if it has one, where the answer should have been. */
export function TurnProblem() {
  const { turns, isClosed } = useConversation();
  const { problem, phase } = useTurnsState(turns);
  const ended = usePresence() === "ended";
  if (!problem || phase === "running") return null;
  // An answer that failed is marked as such; there is no way on that could be offered.
  if (isClosed && problem.source === "run") return null;
  if (allowedFrom(problem) !== null) return <LimitNotice problem={problem} />;
  // Said above the conversation (`SignInBar`), unless there is nothing else here to see.
  const isSaid = ended && problem.code === "SIGN_IN_EXPIRED";
  if (isSaid && (problem.source !== "connect" || turns.messages().length > 0)) return null;
  return <Card problem={problem} busy={phase !== "idle"} />;
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
      agent={agent}
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
