import type { Locale } from "@/lib/i18n/locale";

/** Languages are named in themselves: whoever looks for theirs may not read the current one. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: "English", ja: "日本語" };
