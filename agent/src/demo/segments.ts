import { type Language, languageOf } from "./language.ts";

const japanese = new Intl.Segmenter("ja", { granularity: "word" });

/**
 * A text in the pieces it is streamed in: words with the space after them; Japanese, which has no spaces, in its words,
 * punctuation kept with the one before. Joined again, the pieces are the text.
 */
export function pieces(text: string, language: Language = languageOf(text)): string[] {
  if (language === "en") return text.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? (text ? [text] : []);
  const out: string[] = [];
  for (const { segment, isWordLike } of japanese.segment(text)) {
    const last = out.length - 1;
    if (isWordLike || last < 0) out.push(segment);
    else out[last] += segment;
  }
  return out;
}

/** Tokens that a text would cost, as a real tokenizer's rule of thumb has it: four Latin letters, or one Japanese. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const char of text) tokens += char.charCodeAt(0) > 0x2e7f ? 0.9 : 0.25;
  return Math.ceil(tokens);
}
