import { FUNCTIONS } from "./functions.ts";
import type { Call, Expression, For, ObjectExpression } from "./hcl/ast.ts";
import { applySteps, resolveTraversal } from "./references.ts";
import { type Scope, withNames } from "./scope.ts";
import { elementOf, isCollection, isPrimitive, nameOf, type Type, unify, unifyAll } from "./types.ts";

const COMPARISONS = ["==", "!=", "<", ">", "<=", ">="];

/** The type of an expression; on the way reports each reference that leads nowhere and each function that doesn't exist. */
export function infer(expression: Expression, scope: Scope): Type {
  switch (expression.kind) {
    case "literal":
      return expression.value === null
        ? "null"
        : typeof expression.value === "boolean"
          ? "bool"
          : (typeof expression.value as "string" | "number");
    case "template":
      for (const part of expression.parts) inferText(part, scope);
      return "string";
    case "traversal":
      return resolveTraversal(expression, scope, infer);
    case "access":
      return applySteps(infer(expression.object, scope), expression.steps, scope, infer, "the value");
    case "call":
      return inferCall(expression, scope);
    case "list":
      return ["list", unifyAll(expression.items.map((it) => infer(it, scope)))];
    case "object":
      return inferObject(expression, scope);
    case "for":
      return inferFor(expression, scope);
    case "conditional":
      return inferConditional(expression, scope);
    case "operation":
      for (const operand of expression.operands) inferOperand(expression.operator, operand, scope);
      return expression.operator === "!" ||
        COMPARISONS.includes(expression.operator) ||
        /[&|]/.test(expression.operator)
        ? "bool"
        : "number";
  }
}

function inferText(part: Expression, scope: Scope): void {
  const type = infer(part, scope);
  if (isCollection(type) && type !== "dynamic" && type !== "null" && part.kind !== "for") {
    scope.report(
      part.span.start,
      `a ${nameOf(type)} stands inside a string`,
      "Use join() or jsonencode(), or name one of its attributes.",
    );
  }
}

function inferOperand(operator: string, operand: Expression, scope: Scope): void {
  const type = infer(operand, scope);
  if (operator === "==" || operator === "!=" || type === "dynamic" || type === "null") return;
  if (!isPrimitive(type))
    scope.report(
      operand.span.start,
      `${operator} is used on a ${nameOf(type)}`,
      "Name one of its attributes, or use length().",
    );
}

function inferConditional(expression: Expression & { kind: "conditional" }, scope: Scope): Type {
  const condition = infer(expression.condition, scope);
  if (Array.isArray(condition) || condition === "number") {
    scope.report(
      expression.condition.span.start,
      `a condition is a bool, not a ${nameOf(condition)}`,
      "Compare it with something.",
    );
  }
  const yes = infer(expression.yes, scope);
  const no = infer(expression.no, scope);
  if ((isPrimitive(yes) && Array.isArray(no)) || (isPrimitive(no) && Array.isArray(yes))) {
    scope.report(
      expression.span.start,
      `the two results differ: ${nameOf(yes)} and ${nameOf(no)}`,
      "Give both one type.",
    );
  }
  return unify(yes, no);
}

function inferObject(expression: ObjectExpression, scope: Scope): Type {
  const fields: { [name: string]: Type } = {};
  const others: Type[] = [];
  for (const { key, name, value } of expression.items) {
    const type = infer(value, scope);
    if (name === undefined) {
      infer(key, scope);
      others.push(type);
    } else {
      if (name in fields) scope.report(key.span.start, `the key ${name} is there twice`, "Remove one.");
      fields[name] = type;
    }
  }
  return others.length > 0 ? ["map", unifyAll([...others, ...Object.values(fields)])] : ["object", fields];
}

function inferFor(expression: For, scope: Scope): Type {
  const collection = infer(expression.collection, scope);
  if (!isCollection(collection)) {
    scope.report(
      expression.collection.span.start,
      `for goes over a ${nameOf(collection)}`,
      "Give it a list, a set, a map or an object.",
    );
  }
  const isList = Array.isArray(collection) && collection[0] === "list";
  const names: [string, Type][] = [[expression.valueVar, elementOf(collection)]];
  if (expression.keyVar) names.push([expression.keyVar, isList ? "number" : "string"]);
  const inner = withNames(scope, names);
  if (expression.condition) infer(expression.condition, inner);
  const value = infer(expression.value, inner);
  if (!expression.key) return ["list", value];
  const key = infer(expression.key, inner);
  if (Array.isArray(key))
    scope.report(expression.key.span.start, `a key is a string, not a ${nameOf(key)}`, "Name one of its attributes.");
  return ["map", expression.group ? ["list", value] : value];
}

function inferCall(call: Call, scope: Scope): Type {
  // In try() and can() too: what may be null at run time is no mistake there, but a name that exists nowhere is one.
  const args = call.args.map((argument) => infer(argument, scope));
  const builtIn = FUNCTIONS.get(call.name);
  if (!builtIn) {
    scope.report(
      call.nameSpan.start,
      `Terraform has no function ${call.name}()`,
      "Check its name in Terraform's list of functions.",
    );
    return "dynamic";
  }
  const last = args.at(-1);
  if (call.expand && last !== undefined) args[args.length - 1] = elementOf(last);
  else if (args.length < builtIn.min || args.length > builtIn.max) {
    const wanted = builtIn.min === builtIn.max ? builtIn.min : `${builtIn.min} to ${builtIn.max}`;
    scope.report(
      call.nameSpan.start,
      `${call.name}() takes ${wanted} arguments, not ${args.length}`,
      "Check them in Terraform's list of functions.",
    );
  }
  return builtIn.gives(args);
}
