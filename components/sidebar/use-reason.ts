"use client";
import { useTranslations } from "next-intl";
import type { ApiError } from "../api/request";

/** Why a call did not work, as a person reads it. */
export function useReason(): (error: ApiError) => string {
  const t = useTranslations("sidebar");
  const e = useTranslations("errors");
  return (error) => error.message ?? (error.code === "NETWORK" ? t("network") : e(error.code));
}
