"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ApiError } from "../api/request";
import { Button, buttonClass } from "../ui/button";
import { useReason } from "./use-reason";

const WIDTHS = ["w-4/5", "w-3/5", "w-full", "w-2/3", "w-3/4", "w-1/2"];

/** In the place of conversations that are being loaded. */
export function ListSkeleton() {
  const t = useTranslations("sidebar");
  return (
    <div data-testid="list-loading" className="px-2 pt-4">
      <p className="sr-only">{t("loading")}</p>
      <div aria-hidden="true" className="space-y-3.5">
        {WIDTHS.map((width) => (
          <div key={width} className={`skeleton h-4 rounded bg-bubble ${width}`} />
        ))}
      </div>
    </div>
  );
}

/** Why there is no list, and the way on. */
export function ListProblem({ error, onTryAgain }: { error: ApiError; onTryAgain: () => void }) {
  const t = useTranslations("sidebar");
  const p = useTranslations("problem");
  const reason = useReason();
  return (
    <div role="alert" data-testid="list-problem" className="space-y-3 px-2 pt-4 text-sm text-pretty">
      <p className="text-ink">{t("loadFailed", { reason: reason(error) })}</p>
      {error.code === "SIGN_IN_EXPIRED" && (
        <a href={`/signin?${new URLSearchParams({ callbackUrl: here() })}`} className={buttonClass("primary")}>
          {p("signIn")}
        </a>
      )}
      <Button onClick={onTryAgain}>{t("tryAgain")}</Button>
    </div>
  );
}

const here = () => window.location.pathname;

/** Says that there is nothing, and why. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <p data-testid="list-empty" className="px-2 pt-4 text-sm text-pretty text-muted">
      {children}
    </p>
  );
}
