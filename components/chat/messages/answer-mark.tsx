"use client";
import { CircleAlert, CircleSlash, CircleStop } from "lucide-react";
import { useTranslations } from "next-intl";

export type Mark = "stopped" | "interrupted" | "error";

const ICONS = { stopped: CircleStop, interrupted: CircleSlash, error: CircleAlert };

/** Says of an answer that it did not come to its own end. */
export function AnswerMark({ mark }: { mark: Mark }) {
  const t = useTranslations("message");
  const Icon = ICONS[mark];
  return (
    <span
      data-testid="answer-mark"
      data-mark={mark}
      className="ml-1 inline-flex items-center gap-1.5 text-xs text-muted"
    >
      <Icon size={14} aria-hidden="true" />
      {t(`marks.${mark}`)}
    </span>
  );
}
