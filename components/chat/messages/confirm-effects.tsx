"use client";
import { TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useEffect, useId, useRef } from "react";
import { Button } from "../../ui/button";
import { isKnownTool } from "../tools/tool-view";

type Props = {
  /** Names of the tools that may do again what they did. */
  tools: string[];
  /** Where they were used: in the answer that is written anew, or in those that follow an edited question. */
  of: "answer" | "later";
  busy: boolean;
  onContinue: () => void;
  onCancel: () => void;
};

/** A tool's name as its card has it; what the site does not know keeps its own. */
export function useToolLabel(): (name: string) => string {
  const t = useTranslations("tools");
  return useCallback((name) => (isKnownTool(name) ? t(name) : name), [t]);
}

/** What begins and ends a text whose direction is its own. */
const ISOLATES = /[\u2068\u2069]/g;

/** Asks, in place, before something is written anew whose tools may have changed something. */
export function ConfirmEffects({ tools, of, busy, onContinue, onCancel }: Props) {
  const t = useTranslations("message");
  const labelOf = useToolLabel();
  const format = useFormatter();
  const note = useId();
  const goOn = useRef<HTMLDivElement>(null);
  useEffect(() => goOn.current?.querySelector("button")?.focus(), []);
  // Each name by itself: one in a right-to-left script must not turn the sentence around.
  const names = tools.map((name) => `\u2068${labelOf(name).replace(ISOLATES, "")}\u2069`);
  const text = { tools: format.list(names, { type: "conjunction" }) };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups form controls of a form, and there is none
    <div
      role="group"
      data-testid="confirm-effects"
      aria-labelledby={note}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
      className="my-2 rounded-xl border border-warn-line bg-warn-soft p-3 text-left text-sm text-ink"
    >
      <p id={note} className="flex gap-2 text-pretty wrap-anywhere">
        <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />
        <span>
          {(of === "answer" ? t("effects", text) : t("effectsLater", text))
            .split(ISOLATES)
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence do not move
            .map((part, index) => (index % 2 === 1 ? <bdi key={index}>{part}</bdi> : part))}
        </span>
      </p>
      <div ref={goOn} className="mt-3 flex flex-wrap gap-2">
        <Button data-testid="confirm-continue" aria-describedby={note} disabled={busy} onClick={() => onContinue()}>
          {t("continue")}
        </Button>
        <Button kind="quiet" data-testid="confirm-cancel" onClick={() => onCancel()}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}
