export type Language = "en" | "ja";

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}々〆ー]/u;

const ASKED_FOR: [RegExp, Language][] = [
  [/\b(?:in|into|to) japanese\b|日本語(?:で|に|へ)/i, "ja"],
  [/\b(?:in|into|to) english\b|英語(?:で|に|へ)/i, "en"],
];

/** The language to answer in: the one that is asked for by name, else the one that the text is written in. */
export function languageOf(text: string): Language {
  return askedLanguage(text) ?? (JAPANESE.test(text) ? "ja" : "en");
}

/** The language that a text asks for by name ("in Japanese", 「英語で」), if it does. */
export function askedLanguage(text: string): Language | undefined {
  return ASKED_FOR.find(([pattern]) => pattern.test(text))?.[1];
}
