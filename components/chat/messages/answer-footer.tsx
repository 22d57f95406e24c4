"use client";
import type { Message } from "@copilotkit/react-core/v2";
import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext, useRef, useState } from "react";
import { IconButton } from "../../ui/icon-button";
import { focusComposer } from "../composer-focus";
import { useConversation, useTurnsState } from "../conversation";
import { AnswerMark } from "./answer-mark";
import { type Answer, effectsIn, textOfAnswer } from "./answers";
import { AnswersContext } from "./answers-context";
import { BranchPager } from "./branch-pager";
import { ConfirmEffects } from "./confirm-effects";
import { CopyButton } from "./copy-button";
import { RunContext } from "./run-context";

/** What one can do with an answer, below the last of its messages. Nothing below the others, nor while it is written. */
export function AnswerFooter({ messageId }: { messageId: string }) {
  const answer = useContext(AnswersContext).get(messageId);
  const { running } = useContext(RunContext);
  return answer && !(answer.isLast && running) ? <Footer answer={answer} /> : null;
}

/** The same for an answer that was stopped before its first word, and so has no message to stand below. */
export function StoppedBeforeWords({ messages }: { messages: readonly Message[] }) {
  const { turns } = useConversation();
  const { phase, problem, view, outcome, unsentId } = useTurnsState(turns);
  const last = messages.at(-1);
  if (phase !== "idle" || problem || last?.role !== "user" || last.id === unsentId) return null;
  const run = view?.run?.baseId === last.id ? view.run : null;
  if ((run?.status ?? outcome) !== "stopped") return null;
  const nothing = { ids: [], hostId: "", hasText: false, isDemo: false, isLast: true };
  return <Footer answer={{ ...nothing, questionId: last.id }} />;
}

function Footer({ answer }: { answer: Answer }) {
  const t = useTranslations("chat");
  const { agent, turns, isClosed } = useConversation();
  const { phase, view, outcome } = useTurnsState(turns);
  const [effects, setEffects] = useState<string[]>([]);
  const bar = useRef<HTMLElement>(null);
  const { questionId } = answer;
  const messages = () => turns.messages().filter(({ id }) => answer.ids.includes(id));
  const branchId = answer.ids.find((id) => view?.branches[id]);
  const marked = answer.ids.find((id) => view?.marks[id]);
  // A stop shows before the server has said what it made of it.
  const justStopped = answer.isLast && outcome === "stopped" && (!view?.run || view.run.status === "running");
  const mark = (marked && view?.marks[marked]) || (justStopped || answer.ids.length === 0 ? "stopped" : null);

  const regenerate = () => {
    if (!questionId) return;
    const used = effectsIn(messages(), agent.readOnlyTools);
    if (used.length > 0) setEffects(used);
    else goOn(questionId);
  };
  const goOn = (id: string) => {
    setEffects([]);
    // What had the focus goes with the answer.
    if (turns.regenerate(id)) focusComposer();
  };
  const close = () => {
    setEffects([]);
    bar.current?.querySelector<HTMLElement>("[data-testid=regenerate]")?.focus();
  };

  return (
    <>
      <footer ref={bar} className="mt-1 -ml-2 flex min-h-8 flex-wrap items-center gap-x-1 gap-y-1">
        {answer.hasText && <CopyButton text={() => textOfAnswer(messages())} label={t("copy")} testId="copy-answer" />}
        {questionId && !isClosed && (
          <IconButton label={t("regenerate")} data-testid="regenerate" disabled={phase !== "idle"} onClick={regenerate}>
            <RotateCcw size={16} aria-hidden="true" />
          </IconButton>
        )}
        {branchId && view && <BranchPager messageId={branchId} siblings={view.branches[branchId] ?? []} />}
        {mark && <AnswerMark mark={mark} />}
        {answer.isDemo && (
          <span
            data-testid="demo-badge"
            title={t("demoHint")}
            className="ml-1 rounded-full border border-warn-line bg-warn-soft px-2 py-0.5 text-xs font-medium text-warn"
          >
            {t("demo")}
          </span>
        )}
      </footer>
      {effects.length > 0 && questionId && (
        <ConfirmEffects
          tools={effects}
          of="answer"
          busy={phase !== "idle"}
          onContinue={() => goOn(questionId)}
          onCancel={close}
        />
      )}
    </>
  );
}
