"use client";
import { CircleCheck, CircleSlash, CircleX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useContext } from "react";
import type { DecisionView } from "@/lib/api/contract";
import { sentenceOf } from "@/lib/interrupts/sentence";
import { visible } from "@/lib/interrupts/visible";
import { shownHost } from "../markdown/destination";
import { useToolLabel } from "../messages/confirm-effects";
import { DecisionsContext } from "./decisions-context";

const ICONS = {
  approved: { icon: CircleCheck, className: "text-ok" },
  declined: { icon: CircleX, className: "text-danger" },
  cancelled: { icon: CircleSlash, className: "text-muted" },
};

/** What the person answered to the agent below this message, as it stays in the conversation. */
export function DecisionLines({ messageId }: { messageId: string }) {
  const made = useContext(DecisionsContext).get(messageId);
  const sentence = useDecisionSentence();
  if (!made) return null;
  return (
    <ul className="my-2 flex flex-col gap-1 text-left text-sm text-muted">
      {made.map((one) => {
        const { icon: Icon, className } = ICONS[one.decision];
        return (
          <li key={one.id} data-testid="decision" data-decision={one.decision} className="flex gap-2">
            <Icon size={16} aria-hidden="true" className={`mt-0.5 shrink-0 ${className}`} />
            <span className="min-w-0 whitespace-pre-wrap wrap-anywhere">{sentence(one)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function useDecisionSentence(): (one: DecisionView) => string {
  const t = useTranslations("interrupts.decisions");
  const i = useTranslations("interrupts");
  const labelOf = useToolLabel();
  return useCallback(
    (made) => {
      const { tool, host, reason } = made;
      return t(sentenceOf(made), {
        tool: tool === null ? i("something") : visible(labelOf(tool)),
        host: host === null ? i("elsewhere") : shownHost(host),
        reason: visible(reason ?? ""),
      });
    },
    [t, i, labelOf],
  );
}
