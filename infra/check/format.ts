import { type Body, type Expression, expressionsOf, walkExpression } from "./hcl/ast.ts";
import { type Finding, findingAt, lineAt, type Project, type SourceFile } from "./module.ts";

type Entry = { start: number; nameEnd: number; end: number };

/**
 * The part of `terraform fmt` that matters for reading, where there is no terraform: no tabs, nothing behind a line, and the `=` of
 * neighbouring one-line arguments under each other.
 */
export function checkFormat(project: Project): Finding[] {
  const findings: Finding[] = [];
  for (const module of project.modules.values()) {
    for (const file of module.files) {
      for (const match of file.text.matchAll(/\t|[ \t]+$/gm)) {
        findings.push(
          findingAt(
            file,
            match.index,
            match[0].includes("\t") ? "a tab" : "blanks at a line's end",
            "Run terraform fmt.",
          ),
        );
      }
      checkAlignment(file, file.body, findings);
    }
  }
  return findings;
}

function checkAlignment(file: SourceFile, body: Body, findings: Finding[]): void {
  const entries = body.attributes.map((it) => ({ start: it.span.start, nameEnd: it.nameSpan.end, end: it.span.end }));
  align(file, entries, findings);
  for (const block of body.blocks) checkAlignment(file, block.body, findings);
  if (body === file.body)
    for (const expression of expressionsOf(body)) walkExpression(expression, (it) => alignObject(file, it, findings));
}

function alignObject(file: SourceFile, expression: Expression, findings: Finding[]): void {
  if (expression.kind !== "object" || !file.text.slice(expression.span.start, expression.span.end).includes("\n"))
    return;
  const entries = expression.items.map(({ key, value }) => ({
    start: key.span.start,
    nameEnd: key.span.end,
    end: value.span.end,
  }));
  align(file, entries, findings);
}

/** Entries of one line each, on lines that follow each other, have their `=` in one column: behind the longest name. */
function align(file: SourceFile, entries: Entry[], findings: Finding[]): void {
  let chain: Entry[] = [];
  let last = 0;
  const close = () => {
    const widest = Math.max(...chain.map((it) => column(file, it.nameEnd)));
    for (const entry of chain) {
      const sign = file.text.indexOf("=", entry.nameEnd);
      if (column(file, sign) !== widest + 1)
        findings.push(findingAt(file, entry.start, "its = is not under its neighbours'", "Run terraform fmt."));
    }
    chain = [];
  };
  for (const entry of entries) {
    const line = lineAt(file.text, entry.start);
    const isOneLine = lineAt(file.text, entry.end) === line;
    if (chain.length > 0 && (line !== last + 1 || !isOneLine)) close();
    if (isOneLine) {
      chain.push(entry);
      last = line;
    }
  }
  if (chain.length > 0) close();
}

function column(file: SourceFile, offset: number): number {
  return offset - file.text.lastIndexOf("\n", offset - 1) - 1;
}
