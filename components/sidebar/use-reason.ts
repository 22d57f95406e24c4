"use client";
import { useTranslations } from "next-intl";
import type { ApiError } from "../api/request";

/** Why a call did not work, as a person reads it. */
export function useReason(): (error: ApiError) => string {
  const t = useTranslations("sidebar");
  const e = useTranslations("errors");
  const p = useTranslations("problem");
  return (error) => {
    const why = error.message ?? (error.code === "NETWORK" ? t("network") : e(error.code));
    const { retryAfter } = error;
    return retryAfter === undefined ? why : t("reasonAndWait", { why, wait: p("wait", { seconds: retryAfter }) });
  };
}
