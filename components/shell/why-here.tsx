"use client";
import { Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { readLeaving } from "../account/leaving";

const never = () => () => undefined;

/** Why one is at the sign-in page: signed out, everything erased, or a sign-in that has ended by itself. */
export function WhyHere({ expired }: { expired: boolean }) {
  const t = useTranslations("signIn.left");
  const left = useSyncExternalStore(
    never,
    () => readLeaving(),
    () => null,
  );
  const why = left ?? (expired ? "expired" : null);
  if (!why) return null;
  return (
    <p
      role="status"
      data-testid="why-here"
      data-why={why}
      className="mt-6 flex gap-2.5 rounded-xl border border-line bg-surface px-4 py-3 text-sm text-pretty text-ink"
    >
      <Info size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-muted" />
      {t(why)}
    </p>
  );
}
