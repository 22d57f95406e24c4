import type { Block, Span } from "../hcl/ast.ts";

/**
 * One small fault in one file. Every edit keeps the text's length, so that offsets elsewhere in the file hold and only the
 * changed top-level block has to be read again.
 */
export type Mutant = {
  kind: MutantKind;
  file: string;
  /** The top-level block that the edit is in. */
  block: Block;
  span: Span;
  text: string;
  /** What was there, for people. */
  label: string;
};

export const KINDS = [
  "argument renamed",
  "object key renamed",
  "block renamed",
  "label renamed",
  "required argument dropped",
  "required block dropped",
  "argument as block",
  "block as argument",
  "reference misspelled",
  "declaration dropped",
  "function misspelled",
] as const;
export type MutantKind = (typeof KINDS)[number];

/** The same name with another last letter. */
export function misspell(name: string): string {
  return `${name.slice(0, -1)}${name.endsWith("q") ? "z" : "q"}`;
}

/** Text of the span's length: what replaces it, then blanks; line ends stay where they are. */
export function overwrite(source: string, span: Span, replacement: string): string {
  const rest = source.slice(span.start + replacement.length, span.end).replaceAll(/[^\n]/g, " ");
  return (replacement + rest).slice(0, Math.max(span.end - span.start, replacement.length));
}
