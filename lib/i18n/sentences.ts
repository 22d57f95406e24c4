import type { ErrorCode } from "../errors";
import type { Locale } from "./locale";
import en from "./messages/en.json";
import ja from "./messages/ja.json";

const errors = { en: en.errors, ja: ja.errors } satisfies Record<Locale, Record<ErrorCode, string>>;

/** What a person reads for an error code: what happened and what to do, in their language. */
export function errorSentence(code: ErrorCode, locale: Locale): string {
  return errors[locale][code];
}
