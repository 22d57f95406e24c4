"use client";
import { ArrowDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ButtonHTMLAttributes } from "react";

export function ScrollToEnd({ onClick }: ButtonHTMLAttributes<HTMLButtonElement>) {
  const t = useTranslations("chat");
  return (
    <button
      type="button"
      aria-label={t("scrollToEnd")}
      data-testid="scroll-to-end"
      onClick={onClick}
      className="pointer-events-auto flex size-10 cursor-pointer items-center justify-center rounded-full border border-line bg-raised text-ink shadow-md transition-colors hover:bg-surface"
    >
      <ArrowDown size={18} aria-hidden="true" />
    </button>
  );
}
