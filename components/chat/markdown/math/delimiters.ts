const FENCE = /^[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})/;
/** Bounds the search for an end that may not come. */
const LONGEST_INLINE = 500;
/** A span of code, or a formula between `\(` and `\)` on one line. */
const INLINE = new RegExp(
  String.raw`(?<!\`)(\`+)(?!\`)[^\n]{0,${LONGEST_INLINE}}?[^\`\n]\1(?!\`)|\\\(([^\n]{1,${LONGEST_INLINE}}?)\\\)`,
  "g",
);
/** `\[ … \]` on a line of its own. */
const DISPLAY = /^([ \t>]*)\\\[(.+)\\\]\s*$/;
/** `\[` or `\]` alone on a line, as models write longer formulas. */
const BRACKET = /^([ \t>]*)\\[[\]]\s*$/;

/**
 * Writes formulas between `\(` and `\)` or `\[` and `\]`, as many models do, with the dollars that markdown knows; to
 * CommonMark those are escaped brackets, and the backslashes would be gone. Code is left alone. Single dollars are no
 * delimiters anywhere: "$5 and $10" is money.
 */
export function dollarDelimiters(markdown: string): string {
  if (!markdown.includes("\\(") && !markdown.includes("\\[")) return markdown;
  let fence: string | null = null;
  return markdown
    .split("\n")
    .map((line) => {
      const mark = FENCE.exec(line)?.[1];
      if (fence !== null) {
        if (mark?.startsWith(fence) && /^[ \t>]*[`~]+\s*$/.test(line)) fence = null;
        return line;
      }
      if (mark) {
        fence = mark;
        return line;
      }
      return formulasOf(line);
    })
    .join("\n");
}

function formulasOf(line: string): string {
  const display = DISPLAY.exec(line);
  if (display) return [`$$`, display[2]?.trim(), `$$`].map((part) => `${display[1]}${part}`).join("\n");
  const bracket = BRACKET.exec(line);
  if (bracket) return `${bracket[1]}$$`;
  return line.replace(INLINE, (whole, _ticks, tex: string | undefined) => (tex ? `$$${tex.trim()}$$` : whole));
}
