import { attributeOf, type Expression, type Traversal, walkExpression } from "./hcl/ast.ts";
import type { Module } from "./module.ts";

/** Which references carry what must not get on: for a traversal that is itself one, the answer; undefined to look further. */
export type Taint = "ephemeral" | "sensitive";

/** Attributes that hold secrets, by name: the schemas don't say which are sensitive. */
const SECRET =
  /(^|_)(password|secret|secret_string|secret_binary|private_key|authorization_token|access_key|api_key|client_secret)$/;

/** Whether an expression's value is ephemeral or sensitive, through variables and locals. */
export function isTainted(expression: Expression, taint: Taint, module: Module, seen = new Set<string>()): boolean {
  if (expression.kind === "call" && CLEANS[taint].includes(expression.name)) return false;
  let tainted = false;
  walkExpression(expression, (it) => {
    if (it.kind === "traversal") tainted ||= isTaintedName(it, taint, module, seen);
  });
  return tainted;
}

const CLEANS: Record<Taint, string[]> = {
  ephemeral: ["ephemeralasnull", "can", "issensitive"],
  sensitive: ["nonsensitive", "can", "issensitive"],
};

function isTaintedName(traversal: Traversal, taint: Taint, module: Module, seen: Set<string>): boolean {
  const words = traversal.steps.flatMap((it) => (it.kind === "attr" ? [it.name] : []));
  const [first = ""] = words;
  if (traversal.root === "ephemeral") return true;
  if (traversal.root === "var") {
    const variable = module.variables.get(first);
    const flag = variable && attributeOf(variable.node.body, taint)?.value;
    return flag?.kind === "literal" && flag.value === true;
  }
  if (traversal.root === "local") {
    const local = module.locals.get(first);
    if (!local || seen.has(first)) return false;
    return isTainted(local.node.value, taint, module, new Set([...seen, first]));
  }
  return taint === "sensitive" && SECRET.test(words.at(-1) ?? "");
}

/** Whether a variable or a local by its name is ephemeral. */
export function isEphemeralName(root: "var" | "local", name: string, module: Module): boolean {
  const span = { start: 0, end: 0 };
  return isTaintedName(
    { kind: "traversal", root, rootSpan: span, steps: [{ kind: "attr", name, span }], span },
    "ephemeral",
    module,
    new Set(),
  );
}
