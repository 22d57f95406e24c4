import { isJsonText } from "../../json-text";

/** Longer ones nobody reads, and deep ones grow with each level that they are indented by. */
const MAX_CHARS = 100_000;
const MAX_GROWTH = 4;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * JSON laid out over lines, for people.
 *
 * The tokens stay as they are and only the space between them changes: what `JSON.stringify(JSON.parse())` makes of large
 * numbers, `1.10`, keys that come twice or the order of keys is other data. In strings, `\uXXXX` is shown as the
 * character that it stands for.
 *
 * @returns null for what is not JSON, and for what would become unreadable: then it is best shown as it is
 */
export function prettyJson(text: string): string | null {
  if (text.length > MAX_CHARS || !isJsonText(text)) return null;
  const most = text.length * MAX_GROWTH + 200;
  let out = "";
  let indent = "";
  let previous = "";
  for (const [token] of text.matchAll(TOKEN)) {
    const closes = token === "}" || token === "]";
    if (closes) indent = indent.slice(2);
    if (previous === "{" || previous === "[") out += closes ? "" : `\n${indent}`;
    else if (previous === ",") out += `\n${indent}`;
    else if (closes) out += `\n${indent}`;
    out += token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token === ":" ? ": " : token;
    if (token === "{" || token === "[") indent += "  ";
    if (out.length > most) return null;
    previous = token;
  }
  return out;
}
