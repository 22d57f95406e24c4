"use client";
import { RefreshCw, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { Button } from "../ui/button";
import { IconButton } from "../ui/icon-button";
import { releases } from "./page-releases";
import type { ReleaseNotice } from "./releases";

/**
 * Says that the site runs another release than this page, and offers to load it. Never by itself: somebody may be typing, or
 * reading an answer as it comes. Drafts survive it, and answers go on meanwhile.
 */
export function ReleaseBar() {
  const t = useTranslations("release");
  const notice = useSyncExternalStore(releases.subscribe, releases.getState, (): ReleaseNotice => "none");
  const isShown = notice !== "none";
  return (
    <div
      data-testid={isShown ? "release-bar" : undefined}
      data-notice={isShown ? notice : undefined}
      className={
        isShown
          ? "flex shrink-0 items-center gap-2 border-b border-line bg-surface px-4 py-1.5 text-sm text-ink"
          : "contents"
      }
    >
      {/* Always there: a screen reader hears what changes in a region, not one that appears. While the bar is not shown this
          is a part of the page's column, and must not take a share of its height. */}
      <p role="status" className={isShown ? "min-w-0 flex-1 text-pretty" : undefined}>
        {isShown && t(notice)}
      </p>
      {isShown && <Buttons />}
    </div>
  );
}

function Buttons() {
  const t = useTranslations("release");
  const reload = useRef<HTMLButtonElement>(null);
  // The bar may go by itself, after a rollback or when it is closed: the focus must not go with it.
  useLayoutEffect(() => {
    const bar = reload.current?.parentElement;
    return () => {
      if (bar?.contains(document.activeElement)) document.getElementById("main")?.focus();
    };
  }, []);
  return (
    <>
      <Button ref={reload} data-testid="release-reload" className="shrink-0" onClick={() => window.location.reload()}>
        <RefreshCw size={16} aria-hidden="true" />
        {t("reload")}
      </Button>
      <IconButton label={t("dismiss")} data-testid="release-dismiss" className="size-10" onClick={releases.dismiss}>
        <X size={16} aria-hidden="true" />
      </IconButton>
    </>
  );
}
