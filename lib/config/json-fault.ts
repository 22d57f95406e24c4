/** What JSON is made of (RFC 8259), each from where the one before has ended. */
const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: those that JSON does not allow in a text
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

class Fault extends Error {
  constructor(readonly at: number) {
    super("not JSON");
  }
}

/**
 * Where a text stops being JSON, counted from one; null when it is JSON. `JSON.parse` says so for some faults only, and for the
 * others repeats the text, which may be nobody's to see.
 */
export function jsonFault(text: string): { line: number; column: number } | null {
  try {
    const end = skip(SPACE, text, value(text, 0));
    if (end < text.length) throw new Fault(end);
    return null;
  } catch (error) {
    // Nested too deep for this: then nobody is told where.
    if (!(error instanceof Fault)) return null;
    const lines = text.slice(0, error.at).split("\n");
    return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  }
}

/** Each of these reads one thing from `from` on and gives where it ends. */
function value(text: string, from: number): number {
  const at = skip(SPACE, text, from);
  if (text[at] === "{") return members(text, at + 1, "}", (next) => value(text, expect(":", text, string(text, next))));
  if (text[at] === "[") return members(text, at + 1, "]", (next) => value(text, next));
  return text[at] === '"' ? string(text, at) : must(SCALAR, text, at);
}

function members(text: string, from: number, close: string, member: (from: number) => number): number {
  const first = skip(SPACE, text, from);
  if (text[first] === close) return first + 1;
  for (let at = member(first); ; at = member(at + 1)) {
    at = skip(SPACE, text, at);
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") throw new Fault(at);
  }
}

const string = (text: string, from: number) => must(STRING, text, skip(SPACE, text, from));

function expect(sign: string, text: string, from: number): number {
  const at = skip(SPACE, text, from);
  if (text[at] !== sign) throw new Fault(at);
  return at + 1;
}

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function must(pattern: RegExp, text: string, from: number): number {
  const end = skip(pattern, text, from);
  if (end === from) throw new Fault(from);
  return end;
}
