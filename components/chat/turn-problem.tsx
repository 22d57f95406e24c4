"use client";
import { useTranslations } from "next-intl";
import { useConversation, useTurnsState } from "./conversation";
import { ProblemCard } from "./problem-card";

/** The conversation's problem, if it has one, where the answer should have been. */
export function TurnProblem() {
  const t = useTranslations("problem");
  const { turns, returnAddress } = useConversation();
  const { problem, phase } = useTurnsState(turns);
  if (!problem || phase === "running") return null;
  return (
    <ProblemCard
      problem={problem}
      busy={phase !== "idle"}
      signInAgainAt={returnAddress}
      onTryAgain={turns.tryAgain}
      onGoOn={() => turns.send(t("goOnMessage"))}
    />
  );
}
