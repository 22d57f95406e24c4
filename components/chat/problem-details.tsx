"use client";
import { Check, ChevronRight, Copy } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "../ui/button";
import { announce } from "./announce";
import type { Problem } from "./problem";

const SHOWN_MS = 2_000;
const IDS = ["awsRequestId", "traceId", "requestId", "runId"] as const;

type Props = {
  problem: Problem;
  agent: { id: string; name: string };
  /** Null where the problem is not one of a conversation. */
  threadId: string | null;
};

/** What support needs to find a failed call again, folded away: what is known of it and nothing that was said. */
export function ProblemDetails({ problem, agent, threadId }: Props) {
  const t = useTranslations("problem");
  const d = useTranslations("problemDetails");
  const time = useLocalTime(problem.at);
  const known = (name: string, value: string | null | undefined) => (value ? [{ name, value }] : []);
  const rows = [
    { name: t("code"), value: problem.code as string },
    { name: t("at"), value: time },
    ...IDS.flatMap((key) => known(t(key), problem[key])),
    ...known(d("threadId"), threadId),
    { name: d("agent"), value: `${agent.name} (${agent.id})` },
  ];
  const text = rows
    // Whoever reads it may live elsewhere, and logs are in UTC.
    .map(({ name, value }) => `${name}: ${value === time && time !== problem.at ? `${time} (${problem.at})` : value}`)
    .join("\n");
  return (
    <details className="group mt-3 text-muted" data-testid="error-details">
      <summary className="inline-flex min-h-8 cursor-pointer list-none items-center gap-1 rounded-md font-medium hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight size={16} aria-hidden="true" className="transition-transform group-open:rotate-90" />
        {t("details")}
      </summary>
      <div className="mt-2 rounded-lg border border-line bg-bg p-3">
        <dl className="grid gap-x-4 gap-y-2 text-xs sm:gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
          {rows.map(({ name, value }) => (
            <div key={name} className="sm:contents">
              <dt>{name}</dt>
              <dd className="font-mono text-ink wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
        <CopyAll text={text} />
      </div>
    </details>
  );
}

/** In the person's own zone, which it names; as it came where it is no time. */
function useLocalTime(at: string): string {
  const format = useFormatter();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return format.dateTime(date, { dateStyle: "medium", timeStyle: "long", timeZone });
}

/** Where a browser does not let a page copy, the text is laid out and selected, so that the person can. */
function CopyAll({ text }: { text: string }) {
  const t = useTranslations("problem");
  const d = useTranslations("problemDetails");
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (state === "refused") selectAll(field.current);
    if (state !== "copied") return;
    const timer = setTimeout(() => setState("idle"), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState("copied");
      announce(d("copied"));
    } catch {
      setState("refused");
      selectAll(field.current);
      announce(d("refused"));
    }
  };
  const Icon = state === "copied" ? Check : Copy;
  return (
    <>
      <Button className="mt-3 w-full sm:w-auto" data-testid="copy-details" onClick={() => void copy()}>
        <Icon size={16} aria-hidden="true" />
        {state === "copied" ? d("copied") : t("copyDetails")}
      </Button>
      {state === "refused" && (
        <>
          <p className="mt-3 text-pretty text-ink">{d("refused")}</p>
          <textarea
            ref={field}
            readOnly
            data-testid="details-text"
            aria-label={d("asText")}
            value={text}
            rows={text.split("\n").length}
            className="mt-2 block w-full resize-none rounded-lg border border-line-strong bg-bg p-2 font-mono text-xs text-ink"
          />
        </>
      )}
    </>
  );
}

function selectAll(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.select();
}
