"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { cx } from "../ui/cx";
import type { SignInState } from "./use-sign-in";

/** Says why one did not get to the sign-in page: it could not be opened, or there were too many tries and how long to wait. */
export function SignInTrouble({
  state,
  seconds,
  className,
}: {
  state: SignInState;
  seconds: number;
  className?: string;
}) {
  const t = useTranslations("signIn");
  const said = state === "failed" ? t("failedToStart") : state === "allowed" ? t("limitOver") : "";
  // Read out as it was at first: each second anew, it would not end.
  const [first, setFirst] = useState("");
  useEffect(() => {
    if (state !== "limited") setFirst("");
    else setFirst((old) => old || t("limited", { seconds }));
  }, [state, seconds, t]);
  return (
    // Always there for screen readers, which hear what changes in a region, but of no height while there is nothing to say.
    <div className={cx("text-sm text-pretty", said || first || state === "limited" ? className : "sr-only")}>
      <p role="alert" className={cx(state === "failed" ? "text-danger" : "text-ink", state === "limited" && "sr-only")}>
        {said || first}
      </p>
      {state === "limited" && (
        <p aria-hidden="true" data-testid="sign-in-limit" className="tabular-nums text-ink">
          {t("limited", { seconds })}
        </p>
      )}
    </div>
  );
}
