"use client";
import { useLocale, useTranslations } from "next-intl";
import { LOCALES } from "@/lib/i18n/locale";
import { cx } from "../ui/cx";
import { LANGUAGE_NAMES } from "./language-names";
import { useSetLocale } from "./preferences";

/** The languages of the site, for those who are not signed in and have no menu yet. */
export function LanguageLinks() {
  const t = useTranslations("menu");
  const current = useLocale();
  const setLocale = useSetLocale();
  return (
    <fieldset className="flex gap-1" aria-label={t("language")}>
      {LOCALES.map((locale) => (
        <button
          key={locale}
          type="button"
          lang={locale}
          data-testid={`lang-${locale}`}
          aria-pressed={locale === current}
          onClick={() => setLocale(locale)}
          className={cx(
            "min-h-8 cursor-pointer whitespace-nowrap rounded-md px-2 hover:text-ink",
            locale === current && "font-semibold text-ink",
          )}
        >
          {LANGUAGE_NAMES[locale]}
        </button>
      ))}
    </fieldset>
  );
}
