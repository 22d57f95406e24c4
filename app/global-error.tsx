"use client";
import { NextIntlClientProvider } from "next-intl";
import { LOCALE_COOKIE, type Locale, resolveLocale } from "@/lib/i18n/locale";
import en from "@/lib/i18n/messages/en.json";
import ja from "@/lib/i18n/messages/ja.json";
import PageError from "./error";
import "./globals.css";

const PAGES = { en: en.pages, ja: ja.pages } satisfies Record<Locale, typeof en.pages>;

/** The last resort: the frame of the page itself failed, so that nothing of it (language, theme) can be relied on. */
export default function GlobalError(props: { error: Error & { digest?: string }; reset: () => void }) {
  const chosen = typeof document === "undefined" ? null : cookieOf(document.cookie, LOCALE_COOKIE);
  const locale = resolveLocale(chosen, typeof navigator === "undefined" ? null : navigator.languages.join(","));
  return (
    <html lang={locale}>
      <body>
        <NextIntlClientProvider locale={locale} messages={{ pages: PAGES[locale] }} timeZone="UTC">
          <PageError {...props} />
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

function cookieOf(cookies: string, name: string): string | undefined {
  return cookies
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}
