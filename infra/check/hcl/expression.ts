import type { Expression, ObjectItem, Span, Step } from "./ast.ts";
import { expect, fail, found, inBrackets, peek, type Scanner, skip, take, takeWord, word } from "./scan.ts";
import { parseHeredoc, parseQuoted } from "./template.ts";

/** Binary operators, each with how tightly it binds; of two that begin alike the longer one comes first. */
const BINARY: [operator: string, level: number][] = [
  ["||", 1],
  ["&&", 2],
  ["==", 3],
  ["!=", 3],
  ["<=", 4],
  [">=", 4],
  ["<", 4],
  [">", 4],
  ["+", 5],
  ["-", 5],
  ["*", 6],
  ["/", 6],
  ["%", 6],
];
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const CONSTANTS: Record<string, true | false | null> = { true: true, false: false, null: null };

/** One expression from this place on, as the HCL specification's expression grammar has it. */
export function parseExpression(scanner: Scanner): Expression {
  skip(scanner);
  const start = scanner.pos;
  const condition = parseBinary(scanner, 1);
  if (!take(scanner, "?")) return condition;
  const yes = parseExpression(scanner);
  expect(scanner, ":", "between the two results of a condition");
  const no = parseExpression(scanner);
  return { kind: "conditional", condition, yes, no, span: { start, end: scanner.pos } };
}

function parseBinary(scanner: Scanner, lowest: number): Expression {
  skip(scanner);
  const start = scanner.pos;
  let left = parseUnary(scanner);
  for (;;) {
    const next = nextOperator(scanner);
    if (!next || next[1] < lowest) return left;
    take(scanner, next[0]);
    const right = parseBinary(scanner, next[1] + 1);
    left = { kind: "operation", operator: next[0], operands: [left, right], span: { start, end: scanner.pos } };
  }
}

function nextOperator(scanner: Scanner): [string, number] | undefined {
  const before = scanner.pos;
  skip(scanner);
  const at = scanner.pos;
  scanner.pos = before;
  return BINARY.find((entry) => scanner.text.startsWith(entry[0], at));
}

function parseUnary(scanner: Scanner): Expression {
  skip(scanner);
  const start = scanner.pos;
  const operator = scanner.text[start];
  if (operator !== "!" && operator !== "-") return parseSteps(scanner);
  scanner.pos++;
  const operand = parseUnary(scanner);
  return { kind: "operation", operator, operands: [operand], span: { start, end: scanner.pos } };
}

function parseSteps(scanner: Scanner): Expression {
  skip(scanner);
  const start = scanner.pos;
  const term = parseTerm(scanner);
  const steps: Step[] = [];
  for (;;) {
    const from = scanner.pos;
    const { text, pos } = scanner;
    if (text[pos] === "." && !text.startsWith("...", pos)) {
      scanner.pos++;
      steps.push(parseDotStep(scanner, from));
    } else if (text[pos] === "[") {
      scanner.pos++;
      steps.push(inBrackets(scanner, () => parseBracketStep(scanner, from)));
    } else break;
  }
  const span = { start, end: scanner.pos };
  if (term.kind === "traversal") return { ...term, steps, span };
  return steps.length === 0 ? term : { kind: "access", object: term, steps, span };
}

function parseDotStep(scanner: Scanner, from: number): Step {
  if (take(scanner, "*")) return { kind: "splat", span: { start: from, end: scanner.pos } };
  const name = word(scanner);
  if (name) return { kind: "attr", name, span: { start: scanner.pos - name.length, end: scanner.pos } };
  const number = readNumber(scanner);
  if (!number) fail(scanner, "a dot that no name follows", from);
  return { kind: "index", key: number, span: { start: from, end: scanner.pos } };
}

function parseBracketStep(scanner: Scanner, from: number): Step {
  if (take(scanner, "*")) {
    expect(scanner, "]", "after [*");
    return { kind: "splat", span: { start: from, end: scanner.pos } };
  }
  const key = parseExpression(scanner);
  expect(scanner, "]", "after an index");
  return { kind: "index", key, span: { start: from, end: scanner.pos } };
}

function parseTerm(scanner: Scanner): Expression {
  skip(scanner);
  const start = scanner.pos;
  if (peek(scanner, '"')) return parseQuoted(scanner);
  if (peek(scanner, "<<")) return parseHeredoc(scanner);
  if (take(scanner, "(")) {
    const inner = inBrackets(scanner, () => {
      const it = parseExpression(scanner);
      expect(scanner, ")", "after an expression in brackets");
      return it;
    });
    return inner.kind === "traversal"
      ? { kind: "access", object: inner, steps: [], span: { start, end: scanner.pos } }
      : inner;
  }
  if (take(scanner, "[")) return inBrackets(scanner, () => parseListOrFor(scanner, start));
  if (take(scanner, "{")) return inBrackets(scanner, () => parseObjectOrFor(scanner, start));
  const number = readNumber(scanner);
  if (number) return number;
  const name = word(scanner);
  if (!name) return fail(scanner, `expected a value, found ${found(scanner)}`);
  const nameSpan = { start, end: scanner.pos };
  if (scanner.text[scanner.pos] === "(") return parseCall(scanner, name, nameSpan);
  if (name in CONSTANTS) return { kind: "literal", value: CONSTANTS[name] ?? null, span: nameSpan };
  return { kind: "traversal", root: name, rootSpan: nameSpan, steps: [], span: nameSpan };
}

function parseCall(scanner: Scanner, name: string, nameSpan: Span): Expression {
  scanner.pos++;
  return inBrackets(scanner, () => {
    const args: Expression[] = [];
    let expand = false;
    while (!take(scanner, ")")) {
      args.push(parseExpression(scanner));
      expand = take(scanner, "...");
      if (take(scanner, ")")) break;
      expect(scanner, ",", `between the arguments of ${name}()`);
    }
    return { kind: "call", name, nameSpan, args, expand, span: { start: nameSpan.start, end: scanner.pos } };
  });
}

function parseListOrFor(scanner: Scanner, start: number): Expression {
  if (takeFor(scanner)) return parseFor(scanner, start, "]");
  const items: Expression[] = [];
  while (!take(scanner, "]")) {
    items.push(parseExpression(scanner));
    if (take(scanner, "]")) break;
    expect(scanner, ",", "between the items of a list");
  }
  return { kind: "list", items, span: { start, end: scanner.pos } };
}

function parseObjectOrFor(scanner: Scanner, start: number): Expression {
  if (takeFor(scanner)) return parseFor(scanner, start, "}");
  const items: ObjectItem[] = [];
  while (!take(scanner, "}")) {
    items.push(parseItem(scanner));
    const isLineEnd = endsLine(scanner);
    if (take(scanner, "}")) break;
    if (!take(scanner, ",") && !isLineEnd)
      fail(scanner, `expected "," or a new line between an object's items, found ${found(scanner)}`);
  }
  return { kind: "object", items, span: { start, end: scanner.pos } };
}

function parseItem(scanner: Scanner): ObjectItem {
  skip(scanner);
  const isBracketed = scanner.text[scanner.pos] === "(";
  const key = parseExpression(scanner);
  if (!take(scanner, "=") && !take(scanner, ":"))
    fail(scanner, `expected "=" after an object's key, found ${found(scanner)}`);
  const value = parseExpression(scanner);
  if (!isBracketed && key.kind === "traversal") {
    if (key.steps.length > 0) fail(scanner, "a key that is an expression stands in brackets", key.span.start);
    return { key: { kind: "literal", value: key.root, span: key.span }, name: key.root, value };
  }
  return { key, name: key.kind === "literal" ? String(key.value) : undefined, value };
}

function parseFor(scanner: Scanner, start: number, close: string): Expression {
  const first = word(scanner);
  const second = take(scanner, ",") ? word(scanner) : undefined;
  if (!first || !takeWord(scanner, "in")) fail(scanner, "for wants: for name in collection");
  const collection = parseExpression(scanner);
  expect(scanner, ":", "after a for's collection");
  const leading = parseExpression(scanner);
  const value = close === "}" ? forValue(scanner) : leading;
  const group = take(scanner, "...");
  const condition = takeWord(scanner, "if") ? parseExpression(scanner) : undefined;
  expect(scanner, close, "at the end of a for");
  return {
    kind: "for",
    keyVar: second && first,
    valueVar: second ?? first,
    collection,
    key: close === "}" ? leading : undefined,
    value,
    condition,
    group,
    span: { start, end: scanner.pos },
  };
}

function forValue(scanner: Scanner): Expression {
  expect(scanner, "=>", "between key and value of a for");
  return parseExpression(scanner);
}

function takeFor(scanner: Scanner): boolean {
  const before = scanner.pos;
  if (takeWord(scanner, "for") && /\s/.test(scanner.text[scanner.pos] ?? "")) {
    const after = scanner.pos;
    const names = word(scanner) !== undefined && (peek(scanner, ",") || takeWord(scanner, "in"));
    scanner.pos = after;
    if (names) return true;
  }
  scanner.pos = before;
  return false;
}

/** Whether a line end stands between here and what comes next. */
function endsLine(scanner: Scanner): boolean {
  const before = scanner.pos;
  skip(scanner, false);
  const isLineEnd = scanner.text[scanner.pos] === "\n";
  scanner.pos = before;
  return isLineEnd;
}

function readNumber(scanner: Scanner): Expression | undefined {
  NUMBER.lastIndex = scanner.pos;
  const digits = NUMBER.exec(scanner.text)?.[0];
  if (!digits) return undefined;
  const start = scanner.pos;
  scanner.pos += digits.length;
  return { kind: "literal", value: Number(digits), span: { start, end: scanner.pos } };
}
