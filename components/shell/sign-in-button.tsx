"use client";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { useHydrated } from "../ui/use-hydrated";
import { SignInTrouble } from "./sign-in-trouble";
import { useSignIn } from "./use-sign-in";

/** Goes to the company's sign-in page, and from there to `callbackUrl`, a path of this site. */
export function SignInButton({ callbackUrl }: { callbackUrl: string }) {
  const t = useTranslations("signIn");
  const hydrated = useHydrated();
  const { state, seconds, start } = useSignIn();
  return (
    <div className="mt-6">
      <Button
        kind="primary"
        data-testid="sign-in"
        className="w-full py-2.5 text-base not-aria-busy:opacity-100"
        disabled={!hydrated || state === "busy" || state === "limited"}
        aria-busy={state === "busy"}
        onClick={() => start(callbackUrl)}
      >
        {state === "busy" ? t("busy") : t("button")}
      </Button>
      <SignInTrouble state={state} seconds={seconds} className="mt-3" />
    </div>
  );
}
