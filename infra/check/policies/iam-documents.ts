import { attributeOf, type Expression } from "../hcl/ast.ts";
import type { Module } from "../module.ts";
import { at, type Found } from "./query.ts";

/** The policies that an argument stands for: its value, or with `each.value` all that the resource's `for_each` goes over. */
export function policiesOf(found: Found, argument: string): Expression[] {
  const given = at(found.node.body, argument)?.value;
  if (!given) return [];
  return isEach(given, "value") ? valuesOf(attributeOf(found.node.body, "for_each")?.value, found.module) : [given];
}

/** Whether it is the `.json` of a data source aws_iam_policy_document, of its only instance or of the one of `each.key`. */
export function isPolicyDocument(expression: Expression): boolean {
  if (expression.kind !== "traversal" || expression.root !== "data") return false;
  const [type, , ...rest] = expression.steps;
  const last = rest.pop();
  if (type?.kind !== "attr" || type.name !== "aws_iam_policy_document") return false;
  if (last?.kind !== "attr" || last.name !== "json") return false;
  return rest.every((it) => it.kind === "index" && (isZero(it.key) || isEach(it.key, "key")));
}

/** The values of a map that locals, conditions and merge() put together. */
function valuesOf(map: Expression | undefined, module: Module, depth = 0): Expression[] {
  if (!map || depth > 20) return [];
  const inner = (it: Expression | undefined) => valuesOf(it, module, depth + 1);
  if (map.kind === "object") return map.items.map((it) => it.value);
  if (map.kind === "conditional") return [...inner(map.yes), ...inner(map.no)];
  if (map.kind === "call" && map.name === "merge") return map.args.flatMap(inner);
  const step = map.kind === "traversal" && map.root === "local" ? map.steps[0] : undefined;
  if (step?.kind === "attr") return inner(module.locals.get(step.name)?.node.value);
  // Not a map that can be seen through, so it is no document either.
  return [map];
}

function isEach(expression: Expression, name: string): boolean {
  const step = expression.kind === "traversal" && expression.root === "each" ? expression.steps[0] : undefined;
  return step?.kind === "attr" && step.name === name;
}

function isZero(expression: Expression): boolean {
  return expression.kind === "literal" && expression.value === 0;
}
