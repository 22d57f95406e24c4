import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";
import type * as MathJs from "mathjs";
import type { MathJsInstance, MathNode } from "mathjs";
import { z } from "zod";
import { ToolFailure } from "./define.ts";

const MAX_EXPRESSION = 500;
/** Far more than any arithmetic takes, but the first one after a start on a busy machine. */
const MAX_MS = 1_000;
/** Beyond this, factorials and their kin take seconds, all spent on digits that nobody reads. */
const MAX_COUNTING_ARGUMENT = 1000;
const PRECISION = 64;
const SHOWN_DIGITS = 20;

export const calculateSpec = {
  name: "calculate",
  description:
    "Evaluates one arithmetic expression exactly. Knows + - * / ^ % mod ( ), sqrt, cbrt, abs, round, floor, ceil, exp, " +
    "log(x, base), ln, log10, log2, sin, cos, tan, asin, acos, atan, factorial, min, max, sum, mean, median, gcd, lcm, pi and e.",
  inputSchema: z.object({
    expression: z.string().min(1).max(MAX_EXPRESSION).describe("For example (17.5 / 100) * 2340 or sqrt(2)"),
  }),
};

export type CalculateResult = { expression: string; result: string };

const COUNTING = new Set(["factorial", "permutations", "combinations"]);
const FUNCTIONS = new Set([
  ...["sqrt", "cbrt", "nthRoot", "abs", "sign", "round", "floor", "ceil", "fix", "exp", "ln", "log", "log10", "log2"],
  ...["sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "hypot", "pow", "mod"],
  ...["min", "max", "mean", "median", "sum", "gcd", "lcm", ...COUNTING],
]);
const CONSTANTS = new Set(["pi", "e", "tau", "phi"]);
const OPERATORS = new Set(["+", "-", "*", "/", "^", "%", "mod", "!"]);

/** The bundle is an instance, complete with every function; its `create` takes only the configuration. */
type Bundle = { create(config: MathJs.ConfigOptions): MathJsInstance };
let instance: MathJsInstance | undefined;

/** The library as one file: its module form is a thousand files and costs ten times as long to load, per session. */
function math(): MathJsInstance {
  if (!instance) {
    const library: Bundle = createRequire(import.meta.url)("mathjs/lib/browser/math.js");
    // Decimal arithmetic: with doubles, 0.1 + 0.2 is 0.30000000000000004, and people notice.
    instance = library.create({ number: "BigNumber", precision: PRECISION });
  }
  return instance;
}

/**
 * Only numbers, arithmetic and the functions above. A list of what may be is what keeps evaluation safe and short: no
 * assignment, no matrix, no range, no import, evaluate, parse or createUnit can be spelled with these nodes.
 */
function check(node: MathNode): void {
  const refuse = (what: string): never => {
    throw new ToolFailure("BAD_EXPRESSION", `${what} cannot be used in a calculation.`);
  };
  node.traverse((part: MathNode) => {
    const { type } = part;
    if (type === "ConstantNode") {
      const { value } = part as MathJs.ConstantNode;
      if (typeof value === "string") refuse("Text");
    } else if (type === "SymbolNode") {
      const { name } = part as MathJs.SymbolNode;
      if (!CONSTANTS.has(name) && !FUNCTIONS.has(name)) refuse(`“${name}”`);
    } else if (type === "OperatorNode") {
      const { op } = part as MathJs.OperatorNode;
      if (!OPERATORS.has(op)) refuse(`“${op}”`);
    } else if (type === "FunctionNode") {
      const { name } = (part as MathJs.FunctionNode).fn;
      if (!FUNCTIONS.has(name)) refuse(`“${name || "This function"}”`);
    } else if (type !== "ParenthesisNode") {
      refuse(`“${part.toString().slice(0, 40)}”`);
    }
  });
}

/** Evaluates a checked tree; counting functions get small whole numbers only. */
function value(node: MathNode): unknown {
  const library = math();
  const counted = (name: string) => (args: unknown[]) => {
    for (const arg of args) {
      if (!library.isBigNumber(arg) || arg.abs().gt(MAX_COUNTING_ARGUMENT)) {
        throw new ToolFailure("LIMIT", `${name} takes numbers up to ${MAX_COUNTING_ARGUMENT}.`);
      }
    }
  };
  node.traverse((part: MathNode) => {
    const isFactorial = part.type === "OperatorNode" && (part as MathJs.OperatorNode).op === "!";
    const name = isFactorial ? "factorial" : part.type === "FunctionNode" ? (part as MathJs.FunctionNode).fn.name : "";
    if (COUNTING.has(name)) counted(name)((part as MathJs.FunctionNode).args.map((arg) => arg.compile().evaluate()));
  });
  return node.compile().evaluate({ ln: library.log });
}

function shown(result: unknown): string {
  const library = math();
  if (typeof result === "number" || library.isBigNumber(result)) {
    if (!Number.isFinite(Number(result)) && !library.isBigNumber(result)) throw notFinite();
    if (library.isBigNumber(result) && !result.isFinite()) throw notFinite();
    // Digits past these are rounding noise: sqrt(2)^2 would show 1.9999… where a person expects 2.
    return library.format(result, { precision: SHOWN_DIGITS, lowerExp: -9, upperExp: SHOWN_DIGITS });
  }
  if (library.isComplex(result)) throw new ToolFailure("BAD_EXPRESSION", "The result is not a real number.");
  throw new ToolFailure("BAD_EXPRESSION", "That does not come to a single number.");
}

const notFinite = () =>
  new ToolFailure("BAD_EXPRESSION", "The result is not a finite number. Is there a division by zero?");

/**
 * Evaluates an arithmetic expression in decimal arithmetic.
 *
 * @param maxMs how long it may hold up this thread, in milliseconds
 * @returns the expression as understood and its value, at most 20 significant digits
 * @throws ToolFailure BAD_EXPRESSION for what is not arithmetic or has no finite real value, LIMIT when it takes too long
 */
export function calculate(expression: string, maxMs = MAX_MS): CalculateResult {
  if (expression.length > MAX_EXPRESSION) {
    throw new ToolFailure("LIMIT", `An expression may have ${MAX_EXPRESSION} characters.`);
  }
  let tree: MathNode;
  try {
    tree = math().parse(expression);
  } catch {
    throw new ToolFailure("BAD_EXPRESSION", `“${expression}” is not an expression that can be calculated.`);
  }
  check(tree);
  try {
    // The context is used for its clock alone: a time limit on code that runs in this thread. The list above is the guard.
    const result: unknown = runInNewContext("work()", { work: () => value(tree) }, { timeout: maxMs });
    return { expression, result: shown(result) };
  } catch (error) {
    if (error instanceof ToolFailure) throw error;
    // Made in the other context, so not an `instanceof` this one's Error.
    const timedOut = typeof error === "object" && error !== null && "code" in error;
    if (timedOut && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") {
      throw new ToolFailure("LIMIT", "The calculation takes too long.");
    }
    throw new ToolFailure("BAD_EXPRESSION", `“${expression}” cannot be calculated.`);
  }
}
