"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { ScrollRegion } from "../../../ui/scroll-region";
import { type Engine, useEngine } from "./engine";
import { mathTree } from "./tree";

/** A formula; until it can be set, and where it is none, its source. */
export function Formula({ tex, display }: { tex: string; display: boolean }) {
  const t = useTranslations("markdown");
  const engine = useEngine();
  const formula = useMemo(() => (engine ? set(engine, tex, display) : null), [engine, tex, display]);
  if (!display) return formula ? <span data-testid="formula">{formula}</span> : <code>{tex}</code>;
  return (
    <ScrollRegion label={t("formula")} className="formula">
      {formula ? <span data-testid="formula">{formula}</span> : <code>{tex}</code>}
    </ScrollRegion>
  );
}

function set(engine: Engine, tex: string, display: boolean): ReactNode {
  try {
    return mathTree(engine(tex, display));
  } catch {
    return null;
  }
}
