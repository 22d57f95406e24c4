"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";

type Props = { state: "rest" | "loading" | "failed"; onMore: () => Promise<void> };

/** Loads what follows when its end comes into sight, and by its button: for the keyboard, and for trying again. */
export function ShowMore({ state, onMore }: Props) {
  const t = useTranslations("sidebar");
  const button = useRef<HTMLButtonElement>(null);
  const load = useRef(onMore);
  useEffect(() => {
    load.current = onMore;
  });
  useEffect(() => {
    // What has just failed is not tried again by itself, over and over.
    if (state !== "rest" || !button.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void load.current(), {
      rootMargin: "200px",
    });
    observer.observe(button.current);
    return () => observer.disconnect();
  }, [state]);
  const onClick = async () => {
    if (state === "loading") return;
    const list = button.current?.parentElement;
    const before = list?.querySelectorAll("[data-thread-id]").length ?? 0;
    await onMore();
    // The button may be gone with the last page, and the focus with it: on to the first of what has come.
    requestAnimationFrame(() => {
      if (document.activeElement !== button.current && document.activeElement !== document.body) return;
      const row = list?.querySelectorAll("[data-thread-id]")[before];
      row?.querySelector<HTMLElement>("[data-part=link]")?.focus();
    });
  };
  return (
    <>
      {state === "failed" && (
        <p role="alert" className="px-2 pt-3 text-sm text-danger">
          {t("moreFailed")}
        </p>
      )}
      <button
        ref={button}
        type="button"
        data-testid="show-more"
        aria-disabled={state === "loading"}
        onClick={() => void onClick()}
        className="mt-2 min-h-9 w-full cursor-pointer rounded-lg px-2 text-sm font-medium text-muted hover:bg-bubble hover:text-ink aria-disabled:cursor-default"
      >
        {state === "loading" ? t("loading") : state === "failed" ? t("tryAgain") : t("more")}
      </button>
    </>
  );
}
