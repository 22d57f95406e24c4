"use client";
import { ExternalLink } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import type { InterruptView } from "@/lib/api/contract";
import { isExpired } from "@/lib/interrupts/stored";
import { visible } from "@/lib/interrupts/visible";
import { buttonClass } from "../../ui/button";
import { announce } from "../announce";
import { shownHost } from "../markdown/destination";
import { useToolLabel } from "../messages/confirm-effects";
import { InterruptChoice } from "./interrupt-choice";
import { InterruptInput } from "./interrupt-input";
import type { Chosen } from "./use-answers";
import { canAgree } from "./waiting";

type Props = {
  interrupt: InterruptView;
  /** "2 of 3", or null for the only one. */
  place: string | null;
  chosen: Chosen | null;
  /** Answered as soon as it is decided; else all are sent together. */
  atOnce: boolean;
  busy: boolean;
  now: number;
  onChoose: (chosen: Chosen | null) => void;
};

/** One thing that the agent waits for: what it is about, whole, and what can be answered. */
export function InterruptItem({ interrupt, place, chosen, atOnce, busy, now, onChoose }: Props) {
  const t = useTranslations("interrupts");
  const labelOf = useToolLabel();
  const heading = useId();
  const { kind, tool, message } = interrupt;
  return (
    <li
      data-testid="interrupt"
      data-kind={kind}
      aria-labelledby={heading}
      className="border-t border-line pt-3 first:border-0 first:pt-0"
    >
      <h3 id={heading} className="text-ink">
        {place && <span className="mr-2 text-muted">{place}</span>}
        {sentence()}
        {kind === "approval" && tool !== null && (
          <>
            {" "}
            <bdi data-testid="interrupt-tool" className="font-semibold wrap-anywhere">
              {visible(labelOf(tool))}
            </bdi>
            {/* A label is our word for it; what is approved is the tool. */}
            {labelOf(tool) !== tool && (
              <code dir="ltr" className="ml-2 text-xs text-muted wrap-anywhere">
                {visible(tool)}
              </code>
            )}
          </>
        )}
      </h3>
      {message !== null && <p className="mt-2 whitespace-pre-wrap text-ink wrap-anywhere">{visible(message)}</p>}
      {kind === "approval" && <InterruptInput of={interrupt} />}
      {kind === "consent" && <Consent of={interrupt} />}
      <Expiry of={interrupt} now={now} />
      <InterruptChoice
        interrupt={interrupt}
        agreeable={canAgree(interrupt, now)}
        chosen={chosen}
        atOnce={atOnce}
        busy={busy}
        describedBy={heading}
        onChoose={onChoose}
      />
    </li>
  );

  function sentence(): string {
    if (kind === "approval") return tool === null ? t("decision") : t("approval");
    if (kind === "other") return t("other");
    const { provider, host } = interrupt.consent ?? {};
    return t("consent", { provider: visible(provider ?? (host ? shownHost(host) : t("elsewhere"))) });
  }
}

/** Where the consent is given: whose page it is, in plain sight, and never opened by itself. */
function Consent({ of: { consent } }: { of: InterruptView }) {
  const t = useTranslations("interrupts");
  if (!consent) return <p className="mt-2 font-medium text-danger">{t("noAddress")}</p>;
  const { url, host } = consent;
  return (
    <div className="mt-2">
      <p className="text-muted">
        {t("consentAt")}{" "}
        <bdi data-testid="consent-host" dir="ltr" className="font-mono font-semibold text-ink wrap-anywhere">
          {host}
        </bdi>
      </p>
      <a
        data-testid="consent-open"
        href={url}
        target="_blank"
        rel="noopener noreferrer nofollow"
        className={`${buttonClass("plain")} mt-2 max-w-full wrap-anywhere`}
      >
        <ExternalLink size={16} aria-hidden="true" className="shrink-0" />
        {t("open", { host: shownHost(host) })}
        <span className="sr-only"> ({t("opensTab")})</span>
      </a>
    </div>
  );
}

function Expiry({ of: one, now }: { of: InterruptView; now: number }) {
  const t = useTranslations("interrupts");
  const format = useFormatter();
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const at = one.expiresAt === null ? null : new Date(one.expiresAt);
  const time = at && format.dateTime(at, { dateStyle: "medium", timeStyle: "short", timeZone });
  const over = time !== null && isExpired(one, now) ? t("expired", { time }) : null;
  const before = useRef(over);
  useEffect(() => {
    // Only what happens while the person looks at it: a card that comes is read out anyway.
    if (over !== null && before.current === null) announce(over);
    before.current = over;
  }, [over]);
  if (time === null) return null;
  return over !== null ? (
    <p data-testid="interrupt-expired" className="mt-2 font-medium text-warn">
      {over}
    </p>
  ) : (
    <p className="mt-2 text-muted">{t("expires", { time })}</p>
  );
}
