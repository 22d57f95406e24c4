"use client";
import { SquarePen } from "lucide-react";
import { useTranslations } from "next-intl";
import { wantComposer } from "../chat/composer-focus";
import { cx } from "../ui/cx";

type Props = { onClick: () => void; compact?: boolean };

/** Begins a new conversation. `compact`: an icon alone where the page is narrow. */
export function NewChatButton({ onClick, compact = false }: Props) {
  const t = useTranslations("nav");
  return (
    <button
      type="button"
      data-testid="new-chat"
      data-part="new"
      onClick={() => {
        wantComposer();
        onClick();
      }}
      className={cx(
        "inline-flex min-h-9 cursor-pointer items-center gap-2 rounded-lg border border-line bg-bg px-2.5 text-sm font-medium text-ink transition-colors hover:bg-bubble",
        !compact && "min-w-0 flex-1",
      )}
    >
      <SquarePen size={16} aria-hidden="true" className="shrink-0" />
      <span className={compact ? "sr-only sm:not-sr-only" : "truncate"}>{t("newChat")}</span>
    </button>
  );
}
