"use client";
import { signIn } from "next-auth/react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/button";
import { useHydrated } from "../ui/use-hydrated";

/** Goes to the company's sign-in page, and from there to `callbackUrl`, a path of this site. */
export function SignInButton({ callbackUrl }: { callbackUrl: string }) {
  const t = useTranslations("signIn");
  const locale = useLocale();
  const hydrated = useHydrated();
  const [state, setState] = useState<"rest" | "busy" | "failed">("rest");
  const start = async () => {
    setState("busy");
    try {
      await signIn("auth0", { callbackUrl }, { ui_locales: locale });
    } catch {
      setState("failed");
    }
  };
  return (
    <div className="mt-6">
      <Button
        kind="primary"
        data-testid="sign-in"
        className="w-full py-2.5 text-base not-aria-busy:opacity-100"
        disabled={!hydrated || state === "busy"}
        aria-busy={state === "busy"}
        onClick={() => void start()}
      >
        {state === "busy" ? t("busy") : t("button")}
      </Button>
      {state === "failed" && (
        <p role="alert" className="mt-3 text-sm text-danger">
          {t("failedToStart")}
        </p>
      )}
    </div>
  );
}
