"use client";
import { Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useConversation, useTurnsState } from "./conversation";
import type { Notice } from "./turns-ports";

/** A notice in the person's language. */
export function useNoticeSentence(): (notice: Notice) => string {
  const t = useTranslations("problem");
  return useCallback(
    ({ code, textReturned }: Notice) => {
      const what = t(`notices.${code}`);
      return textReturned ? t("textReturned", { what }) : what;
    },
    [t],
  );
}

/** What has to be said of the conversation though there is nothing to do about it. */
export function TurnNotice() {
  const { turns } = useConversation();
  const { notice } = useTurnsState(turns);
  const sentence = useNoticeSentence();
  if (!notice) return null;
  return (
    <p
      data-testid="error-card"
      data-code={notice.code}
      className="my-4 flex gap-2 rounded-xl border border-warn-line bg-warn-soft p-3 text-sm text-pretty text-ink"
    >
      <Info size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />
      {sentence(notice)}
    </p>
  );
}
