import { inSymbols } from "./maths-words.ts";
import { digitsForKanji, digitsForScales, digitsForWords } from "./number-words.ts";
import type { Planned, PlannedCall } from "./plan-types.ts";

const NUMBER = String.raw`0[xbo][\da-f]+\b|\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const FUNCTION = "(?:sqrt|cbrt|abs|round|floor|ceil|exp|ln|log|log2|log10|sin|cos|tan|min|max|sum|mean|median|gcd|lcm)";
const OPERAND = String.raw`(?:-\s*)?(?:${FUNCTION}\s*\(|\(|${NUMBER}|pi\b|e\b)`;
/** From an operand to the last thing that still belongs: operators, operands, brackets, and any word that is multiplied or added. */
const RUN = new RegExp(
  String.raw`(?<![\w.])${OPERAND}(?:\s*(?:[-+*/^%!(),]|mod\b|${FUNCTION}\b|(?<=[+*/^]\s*)\d*[a-z]\w*|${NUMBER}|pi\b|e\b))*`,
  "gi",
);

/** Dates, times, versions and telephone numbers have digits and operators as well. */
const NOT_MATHS =
  /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}\/\d{2,4}|\d{1,2}:\d{2}|\b\d+-(?=[a-z])|\b24\/7\b|\b\d{3}-\d{4}\b/gi;

/**
 * Finds the arithmetic in a question, in English or Japanese, and plans a call for each piece of it. The numbers are the
 * person's; the demo model computes nothing itself.
 */
export function planMaths(question: string): Planned {
  const plain = question
    .normalize("NFKC")
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "")
    .replace(NOT_MATHS, (match) => "⏹".repeat(match.length));
  const text = inSymbols(digitsForScales(digitsForKanji(digitsForWords(plain))));
  const calls: PlannedCall[] = [];
  for (const match of text.matchAll(RUN)) {
    const end = match.index + match[0].length;
    const expression = tidy(match[0], text.slice(0, match.index), text.slice(end));
    if (expression && isWorthACall(expression)) calls.push({ name: "calculate", input: { expression } });
  }
  return { calls, rest: question };
}

/**
 * Without what is of the sentence around: a comma, a dash, the bracket that a remark stands in. What is missing from the
 * expression itself is not made up: it is for the tool to refuse.
 */
function tidy(match: string, before: string, after: string): string {
  const isUnfinished = /[-+*/^]\s*$/.test(match) && /^[\s?=.!？。]*$/.test(after);
  let text = match.replace(/\s+/g, " ").trim();
  if (!isUnfinished) text = text.replace(/\s*(?:[-+*/^,(]|\bmod)+$/gi, "").trim();
  // What the first number is multiplied by or added to, when that is no number: "x * 3 + 4" is not 7.
  const lead = before.match(/(?<![\w.])[a-z]\w*\s*[+*/^]\s*$/i)?.[0] ?? "";
  const open = text.split("(").length - text.split(")").length;
  if (open === 1 && text.startsWith("(") && after.includes(")")) text = text.slice(1);
  if (open < 0 && before.split("(").length - before.split(")").length >= -open) {
    for (let extra = open; extra < 0; extra++) text = text.replace(/\)(?=[^)]*$)/, "");
  }
  return (isWorthACall(text) ? `${lead}${text}` : text).replace(/\s+/g, " ").trim();
}

/** A number alone is no question; an operation on numbers is. */
function isWorthACall(expression: string): boolean {
  if (!/\d|pi/.test(expression)) return false;
  if (/^-?\s*[\d.]+\s*%$/.test(expression)) return false;
  const inside = expression.replace(/^-\s*/, "").replace(/[()\s]/g, "");
  return /[-+*/^%!]|mod/i.test(inside) || new RegExp(`^${FUNCTION}`, "i").test(inside);
}
