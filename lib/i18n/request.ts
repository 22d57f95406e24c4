import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { LOCALE_COOKIE, type Locale, resolveLocale } from "./locale";
import en from "./messages/en.json";
import ja from "./messages/ja.json";

const MESSAGES = { en, ja } satisfies Record<Locale, typeof en>;

/**
 * The language of each rendered page. It is not part of the address: a link that a colleague sends opens in the
 * reader's language, and changing the language keeps the conversation where it is.
 */
export default getRequestConfig(async () => {
  const [jar, sent] = await Promise.all([cookies(), headers()]);
  const locale = resolveLocale(jar.get(LOCALE_COOKIE)?.value, sent.get("accept-language"));
  return { locale, messages: MESSAGES[locale], timeZone: "UTC" };
});
