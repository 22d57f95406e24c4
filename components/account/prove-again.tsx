"use client";
import { LogIn } from "lucide-react";
import { useTranslations } from "next-intl";
import { presence } from "../api/presence";
import { SignInTrouble } from "../shell/sign-in-trouble";
import { useSignIn } from "../shell/use-sign-in";
import { Button } from "../ui/button";
import { type AccountDialog, comeBackTo } from "./come-back";

/** Says that the person has to show once more who they are, and leads to the sign-in and back to this dialog. */
export function ProveAgain({ dialog }: { dialog: AccountDialog }) {
  const e = useTranslations("errors");
  const t = useTranslations("signInBar");
  const s = useTranslations("signIn");
  const { state, seconds, start } = useSignIn({ prove: true });
  const leave = () => {
    const address = `${window.location.pathname}${window.location.search}`;
    start(comeBackTo(dialog, { person: presence.person() ?? "", address }));
  };
  return (
    <div
      data-testid="prove-again"
      className="mt-4 flex flex-wrap items-center justify-end gap-3 rounded-lg border border-warn-line bg-warn-soft p-3 text-sm text-ink"
    >
      <p role="alert" className="min-w-0 flex-1 basis-60 leading-relaxed text-pretty">
        {e("SIGN_IN_AGAIN")}
      </p>
      <Button
        data-testid="prove-again-button"
        className="max-sm:w-full"
        aria-busy={state === "busy"}
        disabled={state === "limited"}
        onClick={leave}
      >
        <LogIn size={16} aria-hidden="true" />
        {state === "busy" ? s("busy") : t("again")}
      </Button>
      <SignInTrouble state={state} seconds={seconds} className="w-full" />
    </div>
  );
}
