import type { Attribute, Block, Body, Expression } from "./hcl/ast.ts";
import { attributeOf } from "./hcl/ast.ts";
import { infer } from "./infer.ts";
import type { ArgumentSchema, BodySchema, NestedSchema } from "./schema.ts";
import { type Scope, withNames } from "./scope.ts";
import { elementOf, mismatch, nameOf, type Type } from "./types.ts";

/** How a body is checked: against its schema, in its scope. `bare` names arguments that are no expressions; their checks are elsewhere. */
export type BodyCheck = { schema: BodySchema; label: string; bare?: ReadonlySet<string> };

/** Checks arguments and nested blocks: known, in the right form, once, required ones there, values of the right type. */
export function checkBody(body: Body, block: Block, how: BodyCheck, scope: Scope): void {
  const { schema, label } = how;
  const seen = new Set<string>();
  for (const attribute of body.attributes) {
    if (seen.has(attribute.name))
      scope.report(attribute.span.start, `${attribute.name} is given twice in ${label}`, "Remove one.");
    seen.add(attribute.name);
    checkAttribute(attribute, how, scope);
  }
  const counts = new Map<string, number>();
  for (const inner of body.blocks) {
    const name = inner.type === "dynamic" ? (inner.labels[0]?.value ?? "") : inner.type;
    checkNested(inner, name, how, scope);
    // A dynamic block may make any number, none too.
    counts.set(name, (counts.get(name) ?? 0) + (inner.type === "dynamic" ? 0.5 : 1));
  }
  for (const [name, argument] of Object.entries(schema.arguments)) {
    if (argument.required && !seen.has(name)) scope.report(block.span.start, `${label} lacks ${name}`, `Give ${name}.`);
  }
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const count = counts.get(name) ?? (seen.has(name) ? 1 : 0);
    if (nested.min && count === 0)
      scope.report(block.span.start, `${label} lacks a ${name} block`, `Add a ${name} block.`);
    if (nested.max && count > nested.max + 0.5)
      scope.report(block.span.start, `${label} takes at most ${nested.max} ${name} block`, "Remove the others.");
  }
}

function checkAttribute(attribute: Attribute, how: BodyCheck, scope: Scope): void {
  const { schema, label } = how;
  const { name, value } = attribute;
  const argument = schema.arguments[name];
  const nested = schema.blocks[name];
  const inner = argument?.writeOnly ? { ...scope, takesEphemeral: true } : scope;
  if (!argument && nested?.either) {
    const type = infer(value, inner);
    const isList = Array.isArray(type) && (type[0] === "list" || type[0] === "set");
    if (!isList && type !== "dynamic" && type !== "null") {
      scope.report(value.span.start, `${name} of ${label} is a list of objects`, `Write it as a block: ${name} { … }.`);
    }
    return;
  }
  if (!argument) {
    const todo = nested
      ? `Write it as a block: ${name} { … }.`
      : name in schema.attributes
        ? "It can only be read."
        : known(schema);
    scope.report(attribute.nameSpan.start, `${label} has no argument ${name}`, todo);
  }
  if (how.bare?.has(name)) return;
  const type = infer(value, inner);
  if (!argument) return;
  const problem = literalProblem(value, argument) ?? mismatch(type, argument.type as Type);
  if (problem) scope.report(value.span.start, `${name} of ${label}: ${problem}`, "Give it a value of that kind.");
}

/** What is wrong with values that stand there literally; the branches of a condition count too. */
function literalProblem(value: Expression, argument: ArgumentSchema): string | undefined {
  if (value.kind === "conditional") return literalProblem(value.yes, argument) ?? literalProblem(value.no, argument);
  if (value.kind === "list") {
    const element = Array.isArray(argument.type) && argument.type[0] !== "object" ? argument.type[1] : undefined;
    if (!element) return undefined;
    return value.items.map((it) => literalProblem(it, { ...argument, type: element })).find((it) => it !== undefined);
  }
  if (value.kind !== "literal" || value.value === null) return undefined;
  if (argument.values && !argument.values.includes(String(value.value))) {
    return `${JSON.stringify(value.value)} is none of ${argument.values.join(", ")}`;
  }
  if (typeof value.value !== "string") return undefined;
  if (argument.type === "number" && Number.isNaN(Number(value.value || Number.NaN)))
    return `a number is wanted, not ${JSON.stringify(value.value)}`;
  if (argument.type === "bool" && value.value !== "true" && value.value !== "false")
    return `a bool is wanted, not ${JSON.stringify(value.value)}`;
  return undefined;
}

function checkNested(block: Block, name: string, how: BodyCheck, scope: Scope): void {
  const { schema, label } = how;
  const nested = schema.blocks[name];
  if (!nested) {
    const todo = schema.arguments[name] ? `Write it as an argument: ${name} = ….` : known(schema);
    scope.report(block.typeSpan.start, `${label} has no block ${name}`, todo);
    return;
  }
  const inner = `${name} of ${label}`;
  if (block.type === "dynamic") checkDynamic(block, name, { nested, label: inner, bare: how.bare }, scope);
  else {
    const wanted = name === "provisioner" || name === "backend" ? 1 : 0;
    if (block.labels.length !== wanted)
      scope.report(block.typeSpan.start, `a ${name} block has ${wanted} labels`, "Mend its head.");
    const takesEphemeral = scope.takesEphemeral || name === "provisioner" || name === "connection";
    checkBody(
      block.body,
      block,
      { schema: nested.body, label: inner, bare: barePart(how, name) },
      { ...scope, takesEphemeral },
    );
  }
}

/** Inside provider-defined blocks nothing is bare: `type` there is an argument like others. */
function barePart(how: BodyCheck, name: string): ReadonlySet<string> | undefined {
  return name === "lifecycle" || name === "provisioner" ? how.bare : undefined;
}

type DynamicCheck = { nested: NestedSchema; label: string; bare?: ReadonlySet<string> | undefined };

function checkDynamic(block: Block, name: string, how: DynamicCheck, scope: Scope): void {
  const each = attributeOf(block.body, "for_each");
  const iterator = attributeOf(block.body, "iterator");
  for (const attribute of block.body.attributes) {
    if (!["for_each", "iterator", "labels"].includes(attribute.name)) {
      scope.report(
        attribute.nameSpan.start,
        `dynamic ${name} has no argument ${attribute.name}`,
        "It takes for_each, iterator and labels.",
      );
    }
  }
  const contents = block.body.blocks.filter((it) => it.type === "content");
  const [content] = contents;
  if (!each) scope.report(block.span.start, `dynamic ${name} lacks for_each`, "Give for_each.");
  if (!content || contents.length > 1 || block.body.blocks.length > contents.length) {
    scope.report(
      block.span.start,
      `dynamic ${name} has one content block and no others`,
      "Put the block's arguments into content { … }.",
    );
  }
  const over = each ? infer(each.value, scope) : "dynamic";
  if (!Array.isArray(over) && over !== "dynamic" && over !== "null") {
    scope.report(
      each?.value.span.start ?? 0,
      `for_each of dynamic ${name} is a ${nameOf(over)}`,
      "Give it a list, a set or a map.",
    );
  }
  if (!content) return;
  const iteratorName = iterator?.value.kind === "traversal" ? iterator.value.root : name;
  const element: Type = [
    "object",
    { key: Array.isArray(over) && over[0] === "list" ? "number" : "string", value: elementOf(over) },
  ];
  const inner = withNames(scope, [[iteratorName, element]]);
  checkBody(content.body, content, { schema: how.nested.body, label: how.label, bare: how.bare }, inner);
}

function known(schema: BodySchema): string {
  const names = [...Object.keys(schema.arguments), ...Object.keys(schema.blocks)].sort();
  return names.length > 0 ? `It takes ${names.join(", ")}.` : "It takes none.";
}
