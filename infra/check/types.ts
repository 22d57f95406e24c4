import type { TypeJson } from "./schema.ts";

/** A value's type as far as it is known. `optional` names what a type constraint lets an object leave out. */
export type Type =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | "null"
  | [kind: "list" | "set" | "map", of: Type]
  | [kind: "object", fields: Fields, optional?: string[]];
export type Fields = { [name: string]: Type };

export function fromJson(type: TypeJson): Type {
  return type;
}

export const isPrimitive = (type: Type): boolean => type === "string" || type === "number" || type === "bool";

/**
 * One type for values of either: what is in doubt becomes dynamic. Of two objects the fields that both have remain, because
 * only those can be relied on; `all` keeps the fields of either, as merge() does.
 */
export function unify(left: Type, right: Type, all = false): Type {
  if (left === right || right === "null") return left;
  if (left === "null") return right;
  if (left === "dynamic" || right === "dynamic") return "dynamic";
  if (isPrimitive(left) && isPrimitive(right)) return "string";
  if (!Array.isArray(left) || !Array.isArray(right)) return "dynamic";
  if (left[0] === "object" && right[0] === "object") return unifyObjects(left[1], right[1], all);
  if (left[0] === "object") return right[0] === "map" ? ["map", unify(fieldType(left[1]), right[1])] : "dynamic";
  if (right[0] === "object") return unify(right, left, all);
  // [] beside a set is an empty set.
  if (left[0] === "set" || right[0] === "set")
    return left[0] === "map" || right[0] === "map" ? "dynamic" : ["set", unify(left[1], right[1])];
  if ((left[0] === "map") !== (right[0] === "map")) return "dynamic";
  return [left[0], unify(left[1], right[1])];
}

function unifyObjects(left: Fields, right: Fields, all: boolean): Type {
  const fields: Fields = all ? { ...left, ...right } : {};
  for (const [name, type] of Object.entries(left)) {
    const other = right[name];
    if (other !== undefined) fields[name] = unify(type, other);
  }
  // {} beside an object is one with nothing in it, as in `condition ? { … } : {}`.
  const isOneEmpty = Object.keys(left).length === 0 || Object.keys(right).length === 0;
  return ["object", isOneEmpty ? { ...left, ...right } : fields];
}

function fieldType(fields: Fields): Type {
  return unifyAll(Object.values(fields));
}

export function unifyAll(types: Type[]): Type {
  return types.reduce<Type>((left, right) => unify(left, right), "null");
}

/** What a `for` or `for_each` over the type gives for each element. */
export function elementOf(type: Type): Type {
  if (!Array.isArray(type)) return "dynamic";
  const element = type[0] === "object" ? fieldType(type[1]) : type[1];
  return element === "null" ? "dynamic" : element;
}

export function isCollection(type: Type): boolean {
  return Array.isArray(type) || type === "dynamic" || type === "null";
}

/** Why a value of one type cannot stand where the other is wanted, or undefined when it can. */
export function mismatch(from: Type, to: Type): string | undefined {
  if (from === "dynamic" || to === "dynamic" || from === "null" || to === "null") return undefined;
  if (isPrimitive(to)) {
    if (!isPrimitive(from)) return `a ${nameOf(to)} is wanted, not ${articled(from)}`;
    const fits = from === to || to === "string" || from === "string";
    return fits ? undefined : `a ${nameOf(to)} is wanted, not ${articled(from)}`;
  }
  if (!Array.isArray(from) || !Array.isArray(to)) return `${articled(to)} is wanted, not ${articled(from)}`;
  if (to[0] === "list" || to[0] === "set") {
    if (from[0] !== "list" && from[0] !== "set") return `${articled(to)} is wanted, not ${articled(from)}`;
    return mismatch(from[1], to[1]);
  }
  if (to[0] === "map") {
    if (from[0] === "list" || from[0] === "set") return `a map is wanted, not ${articled(from)}`;
    const elements = from[0] === "map" ? [from[1]] : Object.values(from[1]);
    return elements.map((it) => mismatch(it, to[1] as Type)).find((it) => it !== undefined);
  }
  if (from[0] === "map") return undefined;
  if (from[0] !== "object") return `an object is wanted, not ${articled(from)}`;
  return objectMismatch(from[1], to[1] as Fields, to[2] ?? []);
}

function objectMismatch(from: Fields, to: Fields, optional: string[]): string | undefined {
  for (const [name, wanted] of Object.entries(to)) {
    const given = from[name];
    if (given === undefined) {
      if (!optional.includes(name)) return `the object lacks ${name}`;
      continue;
    }
    const inner = mismatch(given, wanted);
    if (inner) return `in ${name}: ${inner}`;
  }
  const unknown = Object.keys(from).find((name) => !(name in to));
  // Terraform would drop it without a word.
  return unknown ? `the object has no ${unknown}` : undefined;
}

export function nameOf(type: Type): string {
  return Array.isArray(type) ? type[0] : type;
}

function articled(type: Type): string {
  return nameOf(type) === "object" ? "an object" : `a ${nameOf(type)}`;
}
