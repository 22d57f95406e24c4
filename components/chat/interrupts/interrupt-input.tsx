"use client";
import { useTranslations } from "next-intl";
import type { InterruptView } from "@/lib/api/contract";
import { readableInput, visible } from "@/lib/interrupts/visible";
import { ScrollRegion } from "../../ui/scroll-region";
import { useToolLabel } from "../messages/confirm-effects";

/** What a tool is to be called with, every character of it: this is what is agreed to. */
export function InterruptInput({ of: { tool, input, inputChars } }: { of: InterruptView }) {
  const t = useTranslations("interrupts");
  const labelOf = useToolLabel();
  if (inputChars !== null) return <p className="mt-2 font-medium text-danger">{t("tooLong", { count: inputChars })}</p>;
  const isEmpty = input === null || input.trim() === "" || input.trim() === "{}";
  if (isEmpty) return tool === null ? null : <p className="mt-2 text-muted">{t("noInput")}</p>;
  const shown = readableInput(input);
  return (
    <>
      <ScrollRegion
        label={tool === null ? t("inputOnly") : t("input", { tool: visible(labelOf(tool)) })}
        className="mt-2 max-h-80 overflow-auto rounded-lg border border-line bg-bg p-3 font-mono text-xs text-ink"
      >
        {/* Left to right whatever is in it; the letters' own order is the Unicode standard's, and no mark changes it. */}
        <pre data-testid="interrupt-input" dir="ltr" className="whitespace-pre-wrap wrap-anywhere">
          {shown}
        </pre>
      </ScrollRegion>
      {shown.includes("⟨U+") && <p className="mt-1 text-xs text-muted">{t("hidden")}</p>}
    </>
  );
}
