"use client";
import type { AbstractAgent } from "@copilotkit/react-core/v2";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { usePresence } from "../api/use-presence";
import { useConversation, useTurnsState } from "./conversation";
import { waitingIn } from "./interrupts/waiting";
import { lastAnswer } from "./messages/transcript";
import { useProblemSentence } from "./problem-card";
import { useNoticeSentence } from "./turn-notice";

/**
 * What a screen reader is told: in the `status` region how the turn goes, in the `log` region the answer once it is
 * whole (what happens in passing is said by `Spoken`). Words as they come would be read over each other (LibreChat gave that up in #3851).
 */
export function Announcer({ proxy }: { proxy: AbstractAgent }) {
  const t = useTranslations("status");
  const i = useTranslations("interrupts");
  const sentence = useProblemSentence();
  const { agent, turns, isClosed } = useConversation();
  const notices = useNoticeSentence();
  const { phase, outcome, problem, notice, view } = useTurnsState(turns);
  const waiting = waitingIn({ view }, isClosed).length;
  const ended = usePresence() === "ended";
  const [said, setSaid] = useState("");
  const [answer, setAnswer] = useState<{ id: string; text: string } | null>(null);

  const current =
    phase === "running"
      ? t("running", { name: agent.name })
      : problem
        ? // Said by the bar above the conversation.
          ended && problem.code === "SIGN_IN_EXPIRED"
          ? ""
          : sentence(problem)
        : waiting > 0
          ? i("waiting", { name: agent.name, count: waiting })
          : outcome === "done"
            ? t("done")
            : outcome === "stopped"
              ? t("stopped")
              : "";
  useEffect(() => setSaid(current), [current]);
  useEffect(() => {
    if (notice) setSaid(notices(notice));
  }, [notice, notices]);
  useEffect(() => {
    if (outcome) setAnswer(lastAnswer(proxy.messages));
  }, [outcome, proxy]);

  return (
    <div className="sr-only">
      <p role="status" data-testid="status">
        {said}
      </p>
      <div role="log" aria-label={t("log")}>
        {answer && <p key={answer.id}>{answer.text}</p>}
      </div>
    </div>
  );
}
