"use client";
import { Check, Hourglass } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useSecondsUntil } from "../ui/use-seconds-until";
import { announce } from "./announce";
import { allowedFrom, type Problem } from "./problem";

/** Says of a message that came too soon after others when it can be sent, counting down, and then that it can. */
export function LimitNotice({ problem }: { problem: Problem }) {
  const t = useTranslations("limit");
  const wait = useSecondsUntil(allowedFrom(problem));
  const waiting = wait > 0;
  const waited = useRef(false);
  useEffect(() => {
    // The beginning is said with the refusal (`Announcer`); read out every second it would drown all else.
    if (!waiting && waited.current) announce(t("over"));
    waited.current = waiting;
  }, [waiting, t]);
  const Icon = waiting ? Hourglass : Check;
  return (
    <div
      data-testid="limit-notice"
      data-code={problem.code}
      className="my-4 flex gap-2.5 rounded-xl border border-warn-line bg-warn-soft p-3 text-sm text-ink"
    >
      <Icon size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />
      <p className="min-w-0 text-pretty tabular-nums">
        {waiting ? t("wait", { seconds: wait }) : t("over")} <span className="text-muted">{t("kept")}</span>
      </p>
    </div>
  );
}
