"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { IconButton } from "../../ui/icon-button";
import { announce } from "../announce";
import { useConversation, useTurnsState } from "../conversation";
import type { Turns } from "../turns";

type Direction = "prev" | "next";

/** Where somebody is on their way to. The version that they asked for is another message, with another pager. */
let underway: { turns: Turns; messageId: string; by: Direction } | null = null;

/** Leads through the versions of a question or of an answer: ‹ 1/2 ›. */
export function BranchPager({ messageId, siblings }: { messageId: string; siblings: string[] }) {
  const t = useTranslations("message");
  const { turns } = useConversation();
  const { phase } = useTurnsState(turns);
  const bar = useRef<HTMLSpanElement>(null);
  const [at, of] = [siblings.indexOf(messageId), siblings.length];

  useEffect(() => {
    // Not when the conversation was left meanwhile, and is opened again.
    if (underway?.turns !== turns || underway.messageId !== messageId || phase !== "idle") return;
    const { by } = underway;
    underway = null;
    announce(t("branchShown", { at: at + 1, of }));
    const buttons = [`branch-${by}`, by === "prev" ? "branch-next" : "branch-prev"].map((id) =>
      bar.current?.querySelector<HTMLButtonElement>(`[data-testid=${id}]`),
    );
    buttons.find((button) => button && !button.disabled)?.focus({ preventScroll: true });
  }, [turns, messageId, phase, at, of, t]);

  const go = (by: Direction) => {
    const to = siblings[at + (by === "prev" ? -1 : 1)];
    if (to === undefined) return;
    underway = { turns, messageId: to, by };
    void turns.showBranch(to).then((shown) => {
      if (!shown) underway = null;
    });
  };
  const busy = phase !== "idle";
  return (
    <span ref={bar} className="inline-flex items-center text-xs text-muted tabular-nums">
      <IconButton
        label={t("branchPrev")}
        data-testid="branch-prev"
        disabled={busy || at <= 0}
        onClick={() => go("prev")}
      >
        <ChevronLeft size={16} aria-hidden="true" />
      </IconButton>
      <span data-testid="branch-count">
        <span className="sr-only">{t("branch")} </span>
        {at + 1}/{of}
      </span>
      <IconButton
        label={t("branchNext")}
        data-testid="branch-next"
        disabled={busy || at + 1 >= of}
        onClick={() => go("next")}
      >
        <ChevronRight size={16} aria-hidden="true" />
      </IconButton>
    </span>
  );
}
