"use client";
import { Hand } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { Button } from "../../ui/button";
import { useConversation } from "../conversation";

/** Asks whether a message that was to be sent while the agent waits is worth leaving its question unanswered. */
export function AskDecline({ onDecline, onBack }: { onDecline: () => void; onBack: () => void }) {
  const t = useTranslations("interrupts");
  const { agent } = useConversation();
  const note = useId();
  const buttons = useRef<HTMLDivElement>(null);
  useEffect(() => buttons.current?.querySelector("button")?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls of a form, and this stands outside of it
    <div
      role="group"
      data-testid="ask-decline"
      aria-labelledby={note}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onBack();
      }}
      className="mx-auto mb-2 w-full max-w-3xl rounded-xl border border-warn-line bg-warn-soft p-3 text-left text-sm text-ink"
    >
      <p id={note} className="flex gap-2 text-pretty wrap-anywhere">
        <Hand size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />
        {t("askDecline", { name: agent.name })}
      </p>
      <div ref={buttons} className="mt-3 flex flex-wrap gap-2">
        <Button data-testid="decline-and-send" aria-describedby={note} onClick={onDecline}>
          {t("declineAndSend")}
        </Button>
        <Button kind="quiet" data-testid="keep-waiting" onClick={onBack}>
          {t("keepWaiting")}
        </Button>
      </div>
    </div>
  );
}
