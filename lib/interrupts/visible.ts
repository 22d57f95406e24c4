import { prettyJson } from "../threads/export/pretty-json";

/**
 * What nobody sees, or what has others seen in another order: controls, formats, bidirectional marks, fillers, tags, half
 * surrogate pairs. A line break is itself.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;

/**
 * A text in which each character can be seen, for what a person is to agree to: `pay\u202e` must not read as something
 * else than what the agent does. The others stand as their code points.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (char) => (char === "\n" ? char : `⟨U+${codeOf(char)}⟩`));
}

/** A tool's arguments as a person reads them: laid out where they are JSON, every character of them. */
export function readableInput(input: string): string {
  return visible(prettyJson(input) ?? input);
}

function codeOf(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
}
