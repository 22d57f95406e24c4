import { storable } from "../db/columns";

const MAX_GRAPHEMES = 60;

/** Neither a space nor a character without a shape of its own: format signs, fillers, the empty braille pattern. */
const VISIBLE = /[^\s\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A text on one line, as a title or a name is: what can be stored of it, and nothing when nobody could see it. */
export function oneLine(text: string): string {
  const line = storable(text)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return VISIBLE.test(line) ? line : "";
}

/**
 * A title made of the first thing that was said: its first 60 graphemes, so that no emoji and no kana with its mark is
 * cut in half, on one line.
 */
export function titleFrom(text: string): string {
  const line = oneLine(text);
  // Looking for graphemes in 60 × 40 characters is enough, and a pasted book is not segmented for its title.
  const graphemes = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(line.slice(0, 2_400))];
  if (graphemes.length <= MAX_GRAPHEMES) return line.slice(0, 2_400);
  const cut = graphemes
    .slice(0, MAX_GRAPHEMES - 1)
    .map(({ segment }) => segment)
    .join("");
  return `${cut.trimEnd()}…`;
}
