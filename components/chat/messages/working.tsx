"use client";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import { useConversation } from "../conversation";
import { RunContext } from "./run-context";

/** Shows that an answer is on its way while it has nothing to show for itself yet. */
export function Working() {
  const t = useTranslations("chat");
  const { agent } = useConversation();
  if (!useContext(RunContext).silent) return null;
  return (
    <p className="flex items-center gap-2.5 py-2 text-sm text-muted" data-testid="working">
      <span className="flex gap-1" aria-hidden="true">
        <span className="working-dot" />
        <span className="working-dot" />
        <span className="working-dot" />
      </span>
      {t("working", { name: agent.name })}
    </p>
  );
}
