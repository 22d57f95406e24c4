"use client";
import type { CopilotChatReasoningMessageProps } from "@copilotkit/react-core/v2";
import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { cx } from "../../ui/cx";
import { DecisionLines } from "../interrupts/decision-lines";
import { Markdown } from "../markdown/markdown";
import { AnswerFooter } from "./answer-footer";

/** What the agent thought before it answered: open while it thinks, folded away when it is done. */
export function ReasoningMessage({ message, messages, isRunning }: CopilotChatReasoningMessageProps) {
  const t = useTranslations("reasoning");
  const thinking = Boolean(isRunning) && messages?.at(-1)?.id === message.id;
  const [live] = useState(thinking);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const seconds = useThinkingTime(thinking);
  const panel = useId();
  const open = chosen ?? thinking;
  const label = thinking ? t("thinking") : seconds === null ? t("thought") : t("thoughtFor", { seconds });
  return (
    <div
      data-testid="reasoning"
      data-message-id={message.id}
      data-thinking={thinking}
      className="py-1 text-sm text-muted"
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setChosen(!open)}
        className="-ml-1 flex min-h-8 cursor-pointer items-center gap-1 rounded-md px-1 font-medium transition-colors hover:text-ink"
      >
        <ChevronRight size={16} aria-hidden="true" className={cx("transition-transform", open && "rotate-90")} />
        <span className={cx(thinking && "thinking")}>{label}</span>
      </button>
      <div id={panel} hidden={!open} className="mt-1 border-l-2 border-line pl-4">
        <Markdown text={message.content} live={live} />
      </div>
      <DecisionLines messageId={message.id} />
      <AnswerFooter messageId={message.id} />
    </div>
  );
}

/** Whole seconds that the thinking took, as seen from here; null for a thought of an earlier visit. */
function useThinkingTime(thinking: boolean): number | null {
  const began = useRef<number | null>(null);
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    if (thinking) began.current ??= performance.now();
    else if (began.current !== null) {
      setSeconds(Math.max(1, Math.round((performance.now() - began.current) / 1000)));
      began.current = null;
    }
  }, [thinking]);
  return seconds;
}
