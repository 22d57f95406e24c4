import type { Expression } from "./hcl/ast.ts";
import type { Type } from "./types.ts";

/**
 * The type that a variable's `type` argument names.
 *
 * @param report is told of what is no type constraint, with its place.
 */
export function readConstraint(expression: Expression, report: (offset: number, what: string) => void): Type {
  if (expression.kind === "traversal" && expression.steps.length === 0) {
    const name = expression.root;
    if (name === "string" || name === "number" || name === "bool") return name;
    if (name === "any") return "dynamic";
  }
  if (expression.kind === "call") {
    const [inner] = expression.args;
    if (expression.name === "list" || expression.name === "set" || expression.name === "map") {
      if (inner && expression.args.length === 1) return [expression.name, readConstraint(inner, report)];
    }
    if (expression.name === "object" && inner?.kind === "object") return readObject(inner, report);
    if (expression.name === "tuple" && inner?.kind === "list") {
      for (const item of inner.items) readConstraint(item, report);
      return ["list", "dynamic"];
    }
  }
  report(
    expression.span.start,
    "not a type: string, number, bool, any, list(…), set(…), map(…), object({…}) or tuple([…])",
  );
  return "dynamic";
}

function readObject(expression: Expression & { kind: "object" }, report: (offset: number, what: string) => void): Type {
  const fields: { [name: string]: Type } = {};
  const optional: string[] = [];
  for (const { name, key, value } of expression.items) {
    if (name === undefined) {
      report(key.span.start, "an object type's attribute has a plain name");
      continue;
    }
    const [inner] = value.kind === "call" && value.name === "optional" ? value.args : [];
    if (inner) optional.push(name);
    fields[name] = readConstraint(inner ?? value, report);
  }
  return ["object", fields, optional];
}
