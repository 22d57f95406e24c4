import { readConstraint } from "./constraint.ts";
import type { Expression, Step, Traversal } from "./hcl/ast.ts";
import { attributeOf } from "./hcl/ast.ts";
import type { Declared } from "./module.ts";
import { type BodySchema, readableType, type TypeKind } from "./schema.ts";
import type { Infer, Scope } from "./scope.ts";
import { isEphemeralName } from "./taint.ts";
import { elementOf, nameOf, type Type } from "./types.ts";

const EPHEMERAL =
  "Only write-only arguments, ephemeral variables, provisioners, providers, locals and ephemeral blocks take it.";

/** The type of what a reference names; reports where on its way it leads nowhere. */
export function resolveTraversal(traversal: Traversal, scope: Scope, infer: Infer): Type {
  const { root, rootSpan, steps } = traversal;
  const bound = scope.names.get(root);
  if (bound !== undefined) return applySteps(bound, steps, scope, infer, root);
  switch (root) {
    case "var":
      return named(steps, scope, infer, "var", variableType);
    case "local":
      return named(steps, scope, infer, "local", (name, inner) => localType(name, inner, infer));
    case "module":
      return named(steps, scope, infer, "module", (name, inner) => moduleType(name, steps, inner, infer));
    case "path":
      return named(steps, scope, infer, "path", (name) =>
        ["module", "root", "cwd"].includes(name) ? "string" : undefined,
      );
    case "terraform":
      return named(steps, scope, infer, "terraform", (name) =>
        name === "workspace" ? "string" : name === "applying" ? "bool" : undefined,
      );
    case "each":
      return named(steps, scope, infer, "each", (name, inner) =>
        name === "key" || name === "value" ? inner.each?.[name] : undefined,
      );
    case "count":
      return named(steps, scope, infer, "count", (name, inner) =>
        name === "index" && inner.hasCount ? "number" : undefined,
      );
    case "self":
      if (scope.self !== undefined) return applySteps(scope.self, steps, scope, infer, "self");
      scope.report(rootSpan.start, "self is only known in provisioners and postconditions", "Name the resource.");
      return "dynamic";
    case "data":
    case "ephemeral":
      return resourceReference(root, steps, rootSpan.start, scope, infer);
    default:
      return resourceReference(
        "resource",
        [{ kind: "attr", name: root, span: rootSpan }, ...steps],
        rootSpan.start,
        scope,
        infer,
      );
  }
}

/** Follows `.name`, `[key]` and `[*]` into a type. */
export function applySteps(start: Type, steps: Step[], scope: Scope, infer: Infer, label: string): Type {
  let type = start;
  for (const [at, step] of steps.entries()) {
    if (step.kind === "splat") {
      if (Array.isArray(type) && type[0] === "map") {
        scope.report(step.span.start, `${label} is a map, which [*] makes a list of one of`, "Use values() or a for.");
      }
      const element = Array.isArray(type) && (type[0] === "list" || type[0] === "set") ? elementOf(type) : type;
      return ["list", applySteps(element, steps.slice(at + 1), scope, infer, `${label}[*]`)];
    }
    type = step.kind === "attr" ? attribute(type, step, scope, label) : indexed(type, step, scope, infer, label);
  }
  return type;
}

function attribute(type: Type, step: Step & { kind: "attr" }, scope: Scope, label: string): Type {
  if (type === "dynamic" || type === "null") return "dynamic";
  if (Array.isArray(type) && type[0] === "map") return type[1];
  if (Array.isArray(type) && type[0] === "object") {
    const field = type[1][step.name];
    if (field !== undefined) return field;
    scope.report(step.span.start, `${label} has no attribute ${step.name}`, `It has ${list(Object.keys(type[1]))}.`);
    return "dynamic";
  }
  const isMany = Array.isArray(type);
  const todo = isMany ? "Name one instance by [0] or [key], or all by [*]." : "Drop what follows it.";
  scope.report(step.span.start, `${label} is a ${nameOf(type)} and has no attribute ${step.name}`, todo);
  return "dynamic";
}

function indexed(type: Type, step: Step & { kind: "index" }, scope: Scope, infer: Infer, label: string): Type {
  const key = infer(step.key, scope);
  if (type === "dynamic" || type === "null") return "dynamic";
  if (Array.isArray(type) && type[0] === "object") {
    if (step.key.kind !== "literal") return elementOf(type);
    if (typeof step.key.value === "string")
      return attribute(type, { kind: "attr", name: step.key.value, span: step.span }, scope, label);
  }
  const isMap = Array.isArray(type) && type[0] === "map";
  const isList = Array.isArray(type) && type[0] === "list";
  if (isMap ? key === "number" : !isList || (step.key.kind === "literal" && typeof step.key.value === "string")) {
    scope.report(
      step.span.start,
      `${label} is a ${nameOf(type)}, which this index doesn't fit`,
      "Check whether it has count, for_each or neither.",
    );
    return "dynamic";
  }
  return elementOf(type);
}

type Resolve = (name: string, scope: Scope) => Type | undefined;

function named(steps: Step[], scope: Scope, infer: Infer, root: string, resolve: Resolve): Type {
  const [step, ...rest] = steps;
  if (step?.kind !== "attr") {
    scope.report(step?.span.start ?? 0, `${root} is followed by no name`, `Write ${root}.NAME.`);
    return "dynamic";
  }
  const type = resolve(step.name, scope);
  if (type === undefined) {
    scope.report(
      step.span.start,
      `there is no ${root}.${step.name} here`,
      "Declare it, or check its name and whether it is known at this place.",
    );
    return "dynamic";
  }
  if (
    (root === "var" || root === "local") &&
    !scope.takesEphemeral &&
    isEphemeralName(root, step.name, scope.context.module)
  ) {
    scope.report(step.span.start, `${root}.${step.name} is ephemeral and cannot stand here`, EPHEMERAL);
  }
  scope.context.used.add(`${root}.${step.name}`);
  return applySteps(type, rest, scope, infer, `${root}.${step.name}`);
}

function variableType(name: string, scope: Scope): Type | undefined {
  const declared = scope.context.module.variables.get(name);
  const constraint = declared && attributeOf(declared.node.body, "type");
  if (!constraint) return declared && "dynamic";
  return readConstraint(constraint.value, () => undefined);
}

function localType(name: string, scope: Scope, infer: Infer): Type | undefined {
  const { localTypes, module } = scope.context;
  const known = localTypes.get(name);
  const declared = module.locals.get(name);
  if (known !== undefined || !declared) return known;
  // Against a circle; the check of the locals themselves reports what is wrong inside.
  localTypes.set(name, "dynamic");
  const quiet: Scope = {
    context: scope.context,
    file: declared.file,
    report: () => undefined,
    names: new Map(),
    takesEphemeral: true,
  };
  const type = infer(declared.node.value, quiet);
  localTypes.set(name, type);
  return type;
}

function moduleType(name: string, steps: Step[], scope: Scope, infer: Infer): Type | undefined {
  const call = scope.context.module.calls.get(name);
  if (!call) return undefined;
  for (const step of steps.slice(1)) if (step.kind === "attr") scope.context.used.add(`module.${name}.${step.name}`);
  const outputs = scope.context.outputsOf(name);
  return outputs === undefined ? "dynamic" : instances(["object", outputs], call, scope, infer);
}

function resourceReference(kind: TypeKind, steps: Step[], offset: number, scope: Scope, infer: Infer): Type {
  const [type, name, ...rest] = steps;
  if (type?.kind !== "attr" || name?.kind !== "attr") {
    const word = type?.kind === "attr" ? type.name : kind;
    scope.report(
      offset,
      `${word} is no variable, iterator or resource here`,
      "Check the name; a string stands in quotes.",
    );
    return "dynamic";
  }
  const key = `${kind === "resource" ? "" : `${kind}.`}${type.name}.${name.name}`;
  const declared = scope.context.module.resources.get(key);
  if (!declared) {
    scope.report(offset, `there is no ${key} in this module`, "Check the type and the name.");
    return "dynamic";
  }
  if (kind === "ephemeral" && !scope.takesEphemeral) {
    scope.report(offset, `${key} is ephemeral and cannot stand here`, EPHEMERAL);
  }
  scope.context.used.add(key);
  const schema = schemaOf(kind, type.name, scope);
  if (!schema) return "dynamic";
  return applySteps(instances(readableType(schema), declared, scope, infer), rest, scope, infer, key);
}

export function schemaOf(kind: TypeKind, type: string, scope: Pick<Scope, "context">): BodySchema | undefined {
  for (const schema of scope.context.schemas) {
    const found = schema.types[kind]?.[type];
    if (found) return found;
  }
  return undefined;
}

/** What a name with `count` or `for_each` stands for: all its instances. */
function instances(one: Type, declared: Declared, scope: Scope, infer: Infer): Type {
  if (attributeOf(declared.node.body, "count")) return ["list", one];
  const each = attributeOf(declared.node.body, "for_each");
  if (!each) return one;
  const over = infer(each.value, { ...scope, report: () => undefined, names: new Map() } satisfies Scope);
  const of: Type = ["map", one];
  // An object's keys are known: an index by another one is a mistake.
  if (!isObject(each.value, scope) || !Array.isArray(over) || over[0] !== "object") return of;
  return ["object", Object.fromEntries(Object.keys(over[1]).map((key) => [key, one]))];
}

/** Whether it stands there as an object, or is a local that does. */
function isObject(value: Expression, scope: Scope): boolean {
  if (value.kind === "object") return true;
  const step = value.kind === "traversal" && value.root === "local" ? value.steps[0] : undefined;
  return step?.kind === "attr" && scope.context.module.locals.get(step.name)?.node.value.kind === "object";
}

function list(names: string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(", ")} …` : names.join(", ") || "none";
}
