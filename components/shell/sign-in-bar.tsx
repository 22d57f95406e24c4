"use client";
import { LogIn } from "lucide-react";
import { useTranslations } from "next-intl";
import { useLayoutEffect, useRef } from "react";
import { usePresence } from "../api/use-presence";
import { Button } from "../ui/button";
import { SignInTrouble } from "./sign-in-trouble";
import { useSignIn } from "./use-sign-in";

/**
 * Says that the sign-in has ended while the page was open, and leads to a new one and back to this very place. Everything
 * stays as it is: what is on screen, and the draft. Signed in again in another tab, it goes by itself.
 */
export function SignInBar() {
  const t = useTranslations("signInBar");
  const ended = usePresence() === "ended";
  return (
    <div
      data-testid={ended ? "sign-in-bar" : undefined}
      className={
        ended
          ? "flex shrink-0 flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-warn-line bg-warn-soft px-4 py-2.5 text-sm text-ink"
          : "contents"
      }
    >
      {/* Always there: a screen reader hears what changes in a region, not one that appears. */}
      <p role="status" className="min-w-0 text-pretty">
        {ended && (
          <>
            <strong className="font-semibold">{t("ended")}</strong> {t("kept")}
          </>
        )}
      </p>
      {ended && <AgainButton />}
    </div>
  );
}

function AgainButton() {
  const t = useTranslations("signInBar");
  const s = useTranslations("signIn");
  const { state, seconds, start } = useSignIn();
  const button = useRef<HTMLButtonElement>(null);
  // Signed in again elsewhere, the bar goes, and the focus must not go with it.
  useLayoutEffect(() => {
    const own = button.current;
    return () => {
      if (own === null || document.activeElement !== own) return;
      // In the drawer, beside which nothing takes the focus, or above the conversation.
      (own.closest<HTMLElement>("#sidebar") ?? document.getElementById("main"))?.focus();
    };
  }, []);
  return (
    <>
      <Button
        ref={button}
        kind="primary"
        data-testid="sign-in-bar-again"
        className="max-sm:w-full"
        aria-busy={state === "busy"}
        disabled={state === "limited"}
        onClick={() => start(`${window.location.pathname}${window.location.search}`)}
      >
        <LogIn size={16} aria-hidden="true" />
        {state === "busy" ? s("busy") : t("again")}
      </Button>
      <SignInTrouble state={state} seconds={seconds} className="w-full text-center" />
    </>
  );
}
