import type { Block, Expression, Traversal } from "./hcl/ast.ts";
import { attributeOf } from "./hcl/ast.ts";
import { infer } from "./infer.ts";
import type { BodySchema } from "./schema.ts";
import type { Scope } from "./scope.ts";
import { elementOf, nameOf, type Type } from "./types.ts";

/** Checks `count` and `for_each`, and gives the scope that the block's other arguments have by them. */
export function checkCounts(block: Block, scope: Scope): Scope {
  const count = attributeOf(block.body, "count");
  const each = attributeOf(block.body, "for_each");
  if (count && each) scope.report(count.span.start, "count and for_each exclude each other", "Keep one.");
  if (!each) return { ...scope, hasCount: count !== undefined };
  const over = infer(each.value, { ...scope, report: () => undefined });
  if (over !== "dynamic" && over !== "null" && (!Array.isArray(over) || over[0] === "list")) {
    scope.report(
      each.value.span.start,
      `for_each goes over a map or a set, not a ${nameOf(over)}`,
      "Use toset() or a map.",
    );
  }
  const value: Type = Array.isArray(over) && over[0] === "set" ? "string" : elementOf(over);
  return { ...scope, each: { key: "string", value } };
}

/** Checks the arguments that take bare names. `schema` is the resource's, for ignore_changes. */
export function checkBare(block: Block, schema: BodySchema | undefined, scope: Scope): void {
  const dependencies = attributeOf(block.body, "depends_on");
  if (dependencies) for (const entry of addresses(dependencies.value, scope)) checkAddress(entry, scope);
  for (const name of ["from", "to"]) {
    const address = attributeOf(block.body, name);
    if (address && name === "to")
      for (const entry of addresses({ kind: "list", items: [address.value], span: address.value.span }, scope))
        checkAddress(entry, scope);
  }
  for (const lifecycle of block.body.blocks.filter((it) => it.type === "lifecycle")) {
    const ignored = attributeOf(lifecycle.body, "ignore_changes");
    for (const entry of ignored ? names(ignored.value, scope) : []) {
      if (schema && entry.root !== "all" && !(entry.root in schema.arguments) && !(entry.root in schema.blocks)) {
        scope.report(
          entry.span.start,
          `ignore_changes names ${entry.root}, which is no argument here`,
          "Name one of the resource's arguments.",
        );
      }
    }
    const triggers = attributeOf(lifecycle.body, "replace_triggered_by");
    for (const entry of triggers ? addresses(triggers.value, scope) : []) infer(entry, scope);
  }
  for (const provisioner of block.body.blocks.filter((it) => it.type === "provisioner")) {
    keyword(provisioner, "when", ["create", "destroy"], scope);
    keyword(provisioner, "on_failure", ["continue", "fail"], scope);
    const kind = provisioner.labels[0];
    if (kind && kind.value !== "local-exec")
      scope.report(
        kind.span.start,
        `the provisioner ${kind.value} is not described here`,
        "Use local-exec, or describe it in language.ts.",
      );
  }
  checkProviderNames(block, scope);
}

function checkProviderNames(block: Block, scope: Scope): void {
  const aliases = scope.context.module.providers.map(({ node }) => {
    const alias = attributeOf(node.body, "alias");
    return `${node.labels[0]?.value}${alias?.value.kind === "literal" ? `.${alias.value.value}` : ""}`;
  });
  const known = new Set([...aliases, ...scope.context.module.requiredProviders.keys()]);
  const one = block.type === "variable" ? undefined : attributeOf(block.body, "provider");
  const many = attributeOf(block.body, "providers");
  const given = many?.value.kind === "object" ? many.value.items.map((it) => it.value) : [];
  for (const expression of [...(one ? [one.value] : []), ...given]) {
    const text = scope.file.text.slice(expression.span.start, expression.span.end);
    if (!known.has(text))
      scope.report(expression.span.start, `there is no provider ${text} here`, `Known here: ${[...known].join(", ")}.`);
  }
}

function keyword(block: Block, name: string, allowed: string[], scope: Scope): void {
  const attribute = attributeOf(block.body, name);
  if (!attribute) return;
  const { value } = attribute;
  if (value.kind !== "traversal" || !allowed.includes(value.root))
    scope.report(value.span.start, `${name} is ${allowed.join(" or ")}`, "Write one of them, without quotes.");
}

function names(value: Expression, scope: Scope): Traversal[] {
  return value.kind === "traversal" ? [value] : addresses(value, scope);
}

function addresses(value: Expression, scope: Scope): Traversal[] {
  if (value.kind !== "list") {
    scope.report(value.span.start, "a list of names is wanted here", "Put it into [ ].");
    return [];
  }
  return value.items.filter((it) => {
    if (it.kind !== "traversal")
      scope.report(it.span.start, "a name is wanted here, not a value", "Write it without quotes.");
    return it.kind === "traversal";
  }) as Traversal[];
}

/** A resource or a module, without attributes. */
function checkAddress(entry: Traversal, scope: Scope): void {
  const { module, used } = scope.context;
  const words = [entry.root, ...entry.steps.flatMap((it) => (it.kind === "attr" ? [it.name] : []))];
  const key = words.join(".");
  const isKnown =
    entry.root === "module" ? words.length === 2 && module.calls.has(words[1] ?? "") : module.resources.has(key);
  used.add(key);
  if (!isKnown)
    scope.report(
      entry.span.start,
      `there is no ${key} in this module`,
      "Name a resource or a module as a whole, without attributes.",
    );
}
