import type { Expression } from "./ast.ts";
import { parseExpression } from "./expression.ts";
import { expect, fail, inBrackets, type Scanner, skip, take, takeWord, word } from "./scan.ts";

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/** A quoted string with what it interpolates; a string without any is a literal. */
export function parseQuoted(scanner: Scanner): Expression {
  const start = scanner.pos;
  scanner.pos++;
  const parts = parseParts(scanner, { quoted: true }).parts;
  if (scanner.text[scanner.pos] !== '"') fail(scanner, "a string that is never closed", start);
  scanner.pos++;
  return asExpression(parts, start, scanner.pos);
}

/** `<<MARK` or `<<-MARK`, up to the line that holds the mark alone. */
export function parseHeredoc(scanner: Scanner): Expression {
  const start = scanner.pos;
  scanner.pos += scanner.text.startsWith("<<-", start) ? 3 : 2;
  const mark = word(scanner);
  const lineEnd = scanner.text.indexOf("\n", scanner.pos);
  if (!mark || lineEnd === -1) fail(scanner, "a heredoc without its mark", start);
  const body = lineEnd + 1;
  let end = body;
  while (end < scanner.end) {
    const next = scanner.text.indexOf("\n", end);
    const line = scanner.text.slice(end, next === -1 ? scanner.end : next);
    if (line.trim() === mark) break;
    if (next === -1) fail(scanner, `the heredoc's closing ${mark} is missing`, start);
    end = next + 1;
  }
  const inner: Scanner = { text: scanner.text, pos: body, end, brackets: 0 };
  const { parts } = parseParts(inner, { quoted: false });
  scanner.pos = scanner.text.indexOf(mark, end) + mark.length;
  return asExpression(parts, start, scanner.pos);
}

type Ending = "end" | "else" | "endif" | "endfor";

/** Text, `${}` and `%{}` up to the closing quote, the end, or the directive that closes the one being read. */
function parseParts(
  scanner: Scanner,
  how: { quoted: boolean; inside?: boolean },
): { parts: Expression[]; ending: Ending } {
  const parts: Expression[] = [];
  let text = "";
  let from = scanner.pos;
  const flush = () => {
    if (text) parts.push({ kind: "literal", value: text, span: { start: from, end: scanner.pos } });
    text = "";
  };
  while (scanner.pos < scanner.end) {
    const { text: source, pos } = scanner;
    const char = source[pos] as string;
    if (!text) from = pos;
    if (how.quoted && char === '"') break;
    if (how.quoted && char === "\n") fail(scanner, "a string that goes over the line's end: use a heredoc");
    if (source.startsWith("$${", pos) || source.startsWith("%%{", pos)) {
      text += source.slice(pos + 1, pos + 3);
      scanner.pos += 3;
    } else if (source.startsWith("${", pos)) {
      flush();
      scanner.pos += 2;
      take(scanner, "~");
      parts.push(inBrackets(scanner, () => parseExpression(scanner)));
      closeMark(scanner);
    } else if (source.startsWith("%{", pos)) {
      flush();
      scanner.pos += 2;
      const directive = parseDirective(scanner, how.quoted);
      if (typeof directive === "string") return { parts, ending: directive };
      parts.push(directive);
    } else if (how.quoted && char === "\\") {
      text += readEscape(scanner);
    } else {
      text += char;
      scanner.pos++;
    }
  }
  flush();
  if (how.inside) fail(scanner, "a %{ if } or %{ for } that is never closed");
  return { parts, ending: "end" };
}

function parseDirective(scanner: Scanner, quoted: boolean): Expression | Ending {
  const start = scanner.pos - 2;
  take(scanner, "~");
  for (const ending of ["else", "endif", "endfor"] as const) {
    if (takeWord(scanner, ending)) {
      closeMark(scanner);
      return ending;
    }
  }
  if (takeWord(scanner, "if")) {
    const condition = inBrackets(scanner, () => parseExpression(scanner));
    closeMark(scanner);
    const yes = parseParts(scanner, { quoted, inside: true });
    const no =
      yes.ending === "else" ? parseParts(scanner, { quoted, inside: true }) : { parts: [], ending: yes.ending };
    if (no.ending !== "endif") fail(scanner, "a %{ if } that %{ endif } doesn't close", start);
    const span = { start, end: scanner.pos };
    return {
      kind: "conditional",
      condition,
      yes: { kind: "template", parts: yes.parts, span },
      no: { kind: "template", parts: no.parts, span },
      span,
    };
  }
  if (takeWord(scanner, "for")) {
    const first = word(scanner);
    const second = take(scanner, ",") ? word(scanner) : undefined;
    if (!first || !takeWord(scanner, "in")) fail(scanner, "%{ for } wants: for name in collection", start);
    const collection = inBrackets(scanner, () => parseExpression(scanner));
    closeMark(scanner);
    const body = parseParts(scanner, { quoted, inside: true });
    if (body.ending !== "endfor") fail(scanner, "a %{ for } that %{ endfor } doesn't close", start);
    const span = { start, end: scanner.pos };
    const value: Expression = { kind: "template", parts: body.parts, span };
    return { kind: "for", keyVar: second && first, valueVar: second ?? first, collection, value, group: false, span };
  }
  return fail(scanner, "%{ is followed by if, else, endif, for or endfor", start);
}

function closeMark(scanner: Scanner): void {
  skip(scanner, true);
  if (scanner.text[scanner.pos] === "~") scanner.pos++;
  expect(scanner, "}", "after what a template interpolates");
}

function readEscape(scanner: Scanner): string {
  const char = scanner.text[scanner.pos + 1] ?? "";
  const plain = ESCAPES[char];
  if (plain !== undefined) {
    scanner.pos += 2;
    return plain;
  }
  const digits = char === "u" ? 4 : char === "U" ? 8 : 0;
  const hex = scanner.text.slice(scanner.pos + 2, scanner.pos + 2 + digits);
  if (digits === 0 || !/^[0-9a-f]+$/i.test(hex)) fail(scanner, `unknown escape \\${char}`);
  scanner.pos += 2 + digits;
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

function asExpression(parts: Expression[], start: number, end: number): Expression {
  const span = { start, end };
  const [only] = parts;
  if (!only) return { kind: "literal", value: "", span };
  if (parts.length === 1 && only.kind === "literal") return { ...only, span };
  return { kind: "template", parts, span };
}
