"use client";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { tellReturn } from "../chat/interrupts/consent-return";
import { PageNotice } from "../shell/page-notice";
import { buttonClass } from "../ui/button";

/** Says that the person is back from a consent page, here and to the tab with the conversation. */
export function ConsentReturn() {
  const t = useTranslations("interrupts.return");
  useEffect(() => {
    // A code or a session's name in the address would stay in the history, and on the screen.
    window.history.replaceState(null, "", window.location.pathname);
    tellReturn();
  }, []);
  return (
    <main data-testid="consent-return" className="flex min-h-dvh flex-col">
      <PageNotice title={t("title")} text={t("text")}>
        <a href="/" className={buttonClass("plain")}>
          {t("home")}
        </a>
      </PageNotice>
    </main>
  );
}
