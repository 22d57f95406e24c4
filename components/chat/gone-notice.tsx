"use client";
import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef } from "react";
import { NotFoundNotice } from "../shell/not-found-notice";
import { CopyButton } from "./messages/copy-button";

/** Stands where the conversation was that somebody has deleted elsewhere, with the text that was being written in it. */
export function GoneNotice({ text }: { text: string }) {
  const t = useTranslations("gone");
  const notice = useRef<HTMLDivElement>(null);
  // What had the focus is hidden now, and to those who hear the page nothing else would say so.
  useLayoutEffect(() => {
    const heading = notice.current?.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  }, []);
  return (
    <div ref={notice} className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <NotFoundNotice />
      {text.trim() !== "" && (
        <section className="mx-auto w-full max-w-md px-4 pb-16 text-sm">
          <div className="flex items-center justify-between gap-2">
            <h2 className="text-muted">{t("text")}</h2>
            <CopyButton text={text} label={t("copy")} testId="copy-draft" />
          </div>
          <p
            data-testid="gone-draft"
            className="mt-1 rounded-xl border border-line bg-raised p-3 whitespace-pre-wrap text-ink wrap-anywhere"
          >
            {text}
          </p>
        </section>
      )}
    </div>
  );
}
