import type { Attribute, Block, Body, Label, Span } from "./ast.ts";
import { parseExpression } from "./expression.ts";
import { fail, found, type Scanner, skip, take, word } from "./scan.ts";
import { parseQuoted } from "./template.ts";

/**
 * Parses one Terraform file. An own parser, because @cdktn/hcl2json (HashiCorp's parser) keeps neither positions nor whether
 * something was written as a block or as an argument, and takes too long for thousands of mutants; a test holds that both read every
 * file here alike, and HashiCorp's has the last word on syntax.
 *
 * @param part reads this part of the text alone; offsets are the whole text's all the same.
 * @throws {SyntaxProblem} with the offset, when the text is not HCL.
 */
export function parseHcl(text: string, part: Span = { start: 0, end: text.length }): Body {
  const scanner: Scanner = { text, pos: part.start, end: part.end, brackets: 0 };
  const body = parseBody(scanner, false);
  if (scanner.pos < scanner.end) fail(scanner, `expected an argument or a block, found ${found(scanner)}`);
  return body;
}

function parseBody(scanner: Scanner, inBlock: boolean): Body {
  const body: Body = { attributes: [], blocks: [] };
  for (;;) {
    skip(scanner, true);
    if (scanner.pos >= scanner.end) {
      if (inBlock) fail(scanner, "a block that is never closed");
      return body;
    }
    if (inBlock && scanner.text[scanner.pos] === "}") return body;
    parseItem(scanner, body);
    skip(scanner, false);
    const next = scanner.text[scanner.pos];
    if (scanner.pos < scanner.end && next !== "\n" && next !== "}")
      fail(scanner, `expected a new line, found ${found(scanner)}`);
  }
}

function parseItem(scanner: Scanner, body: Body): void {
  const start = scanner.pos;
  const name = word(scanner);
  if (!name) fail(scanner, `expected an argument or a block, found ${found(scanner)}`);
  const nameSpan = { start, end: scanner.pos };
  if (take(scanner, "=")) {
    const value = parseExpression(scanner);
    const attribute: Attribute = { name, nameSpan, value, span: { start, end: scanner.pos } };
    body.attributes.push(attribute);
    return;
  }
  const labels: Label[] = [];
  while (!take(scanner, "{")) labels.push(parseLabel(scanner));
  const inner = parseBody(scanner, true);
  scanner.pos++;
  const block: Block = { type: name, typeSpan: nameSpan, labels, body: inner, span: { start, end: scanner.pos } };
  body.blocks.push(block);
}

function parseLabel(scanner: Scanner): Label {
  skip(scanner);
  const start = scanner.pos;
  if (scanner.text[start] === '"') {
    const literal = parseQuoted(scanner);
    if (literal.kind !== "literal") fail(scanner, "a block's label is a plain string", start);
    return { value: String(literal.value), span: { start: start + 1, end: scanner.pos - 1 } };
  }
  const name = word(scanner);
  if (!name) fail(scanner, `expected "=" or "{", found ${found(scanner)}`);
  return { value: name, span: { start, end: scanner.pos } };
}
