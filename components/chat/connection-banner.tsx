"use client";
import { WifiOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";

function subscribe(listener: () => void) {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says that the machine itself is offline, before anything has been tried and failed. */
export function ConnectionBanner() {
  const t = useTranslations("problem");
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  if (online) return null;
  return (
    <p
      data-testid="offline"
      className="flex items-center justify-center gap-2 border-b border-warn-line bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <WifiOff size={16} aria-hidden="true" className="shrink-0" />
      {t("offline")}
    </p>
  );
}
