"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ScrollRegion } from "../../ui/scroll-region";

/** A table that is wider than its place scrolls inside it. */
export function ScrollTable({ children }: { children?: ReactNode }) {
  const t = useTranslations("markdown");
  return (
    <ScrollRegion label={t("table")} className="scroll-box">
      <table>{children}</table>
    </ScrollRegion>
  );
}
