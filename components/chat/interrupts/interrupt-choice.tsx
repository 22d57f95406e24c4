"use client";
import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import type { InterruptView } from "@/lib/api/contract";
import { MAX_REASON_CHARS } from "@/lib/interrupts/stored";
import { Button } from "../../ui/button";
import type { Chosen } from "./use-answers";

type Props = {
  interrupt: InterruptView;
  agreeable: boolean;
  chosen: Chosen | null;
  atOnce: boolean;
  busy: boolean;
  describedBy: string;
  onChoose: (chosen: Chosen | null) => void;
};

const YES = { approval: "approve", consent: "done", other: "continue" } as const;
const NO = { approval: "decline", consent: "notNow", other: "cancel" } as const;

/** Yes and no to one thing, in its own words; a no to an approval may have a reason. */
export function InterruptChoice({ interrupt, agreeable, chosen, atOnce, busy, describedBy, onChoose }: Props) {
  const t = useTranslations("interrupts");
  const { kind } = interrupt;
  /** The person is about to decline, and may say why. */
  const [declining, setDeclining] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  const couldAgree = useRef(agreeable);
  useEffect(() => {
    // The time ran out under the button that had the focus.
    if (couldAgree.current && !agreeable && document.activeElement === document.body) no.current?.focus();
    couldAgree.current = agreeable;
  }, [agreeable]);
  const asksWhy = atOnce ? declining : chosen?.decision === "declined";
  // Where nothing can be agreed to there is nothing to decline either: the agent goes on without.
  const isLeft = kind !== "approval" || !agreeable;
  const refuse = () => {
    if (isLeft) onChoose({ decision: "cancelled" });
    else if (atOnce) setDeclining(true);
    else onChoose({ decision: "declined", reason: "" });
  };
  const pressed = (is: boolean) => (atOnce ? {} : { "aria-pressed": is });
  return (
    <>
      {!(atOnce && asksWhy) && (
        <div className="mt-3 flex flex-wrap gap-2">
          {agreeable && (
            <Button
              kind={!atOnce && chosen?.decision !== "approved" ? "plain" : "primary"}
              data-testid="approve"
              aria-describedby={describedBy}
              disabled={busy}
              onClick={() => onChoose({ decision: "approved" })}
              {...pressed(chosen?.decision === "approved")}
            >
              <Check size={16} aria-hidden="true" />
              {t(YES[kind])}
            </Button>
          )}
          <Button
            ref={no}
            kind={!atOnce && chosen && chosen.decision !== "approved" ? "danger" : "plain"}
            data-testid="decline"
            aria-describedby={describedBy}
            disabled={busy}
            onClick={refuse}
            {...pressed(chosen !== null && chosen.decision !== "approved")}
          >
            <X size={16} aria-hidden="true" />
            {agreeable ? t(NO[kind]) : t("goOnWithout")}
          </Button>
        </div>
      )}
      {asksWhy && (
        <Why
          atOnce={atOnce}
          busy={busy}
          reason={chosen?.decision === "declined" ? chosen.reason : null}
          onReason={(reason) => onChoose({ decision: "declined", reason })}
          onBack={() => {
            setDeclining(false);
            requestAnimationFrame(() => no.current?.focus());
          }}
        />
      )}
    </>
  );
}

type WhyProps = {
  atOnce: boolean;
  busy: boolean;
  /** As it stands with the other answers; null while it is only written here. */
  reason: string | null;
  onReason: (reason: string) => void;
  onBack: () => void;
};

function Why({ atOnce, busy, reason, onReason, onBack }: WhyProps) {
  const t = useTranslations("interrupts");
  const field = useRef<HTMLTextAreaElement>(null);
  const [written, setWritten] = useState("");
  const [label, hint] = [useId(), useId()];
  useEffect(() => field.current?.focus(), []);
  return (
    <div className="mt-3">
      <label htmlFor={label} className="block font-medium text-ink">
        {t("reason")}
      </label>
      <textarea
        ref={field}
        id={label}
        data-testid="decline-reason"
        aria-describedby={hint}
        rows={2}
        maxLength={MAX_REASON_CHARS}
        value={atOnce ? written : (reason ?? "")}
        disabled={busy}
        onChange={({ target }) => (atOnce ? setWritten(target.value) : onReason(target.value))}
        className="mt-1 w-full resize-y rounded-lg border border-line-strong bg-bg px-3 py-2 text-base text-ink sm:text-sm"
      />
      <p id={hint} className="text-xs text-muted">
        {t("reasonHint")}
      </p>
      {atOnce && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button kind="danger" data-testid="decline-now" disabled={busy} onClick={() => onReason(written)}>
            {t("declineNow")}
          </Button>
          <Button kind="quiet" disabled={busy} onClick={onBack}>
            {t("back")}
          </Button>
        </div>
      )}
    </div>
  );
}
