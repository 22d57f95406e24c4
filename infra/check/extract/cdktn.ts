import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArgumentSchema, BodySchema, NestedSchema, TypeJson, TypeKind } from "../schema.ts";

/**
 * Reads one type out of a prebuilt CDKTN provider package (its JavaScript is generated from the provider's own schema):
 * `synthesizeHclAttributes` and the `…ToHclTerraform` functions have names, kinds and nesting; comments over the accessors have
 * what is required; the accessors have what can be read.
 *
 * @param folder the package's folder.
 * @returns the type's schema, or undefined when the package has no such type.
 */
export function readCdktnType(folder: string, kind: TypeKind, type: string): BodySchema | undefined {
  const file = join(folder, "lib", folderOf(kind, type), "index.js");
  if (!existsSync(file)) return undefined;
  const source = readFileSync(file, "utf8");
  const main = /class (\w+) extends cdktn\.Terraform(?:Resource|DataSource|EphemeralResource|Provider) /.exec(
    source,
  )?.[1];
  if (!main) throw new Error(`${file} has no Terraform class: the package is laid out in another way than 25.7.0`);
  const body = readBody(source, main, between(source, "synthesizeHclAttributes() {", "// remove undefined"));
  // In every generated resource; the provider sets them.
  if (kind === "resource") {
    for (const name of ["id", "tags_all"]) {
      const argument = body.arguments[name];
      if (argument && !argument.required) body.attributes[name] = argument.type;
      if (argument && !argument.required) delete body.arguments[name];
    }
  }
  return body;
}

function folderOf(kind: TypeKind, type: string): string {
  const [provider, ...rest] = type.split("_");
  const name = rest.join("-");
  if (kind === "provider") return "provider";
  if (kind === "resource") return name;
  return kind === "data" ? `data-${provider}-${name}` : `ephemeral-${provider}-${name}`;
}

function readBody(source: string, className: string, attributes: string): BodySchema {
  const body: BodySchema = { arguments: {}, blocks: {}, attributes: {} };
  const classText = between(source, `class ${className} extends`, "\n}\n");
  for (const entry of attributes.matchAll(
    /\n {8,}(\w+): \{\n\s+value: (.*),\n\s+isBlock: (\w+),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)"/g,
  )) {
    const [, name = "", value = "", isBlock, nesting, storage = ""] = entry;
    const required = new RegExp(`// ${name} - computed: \\w+, optional: \\w+, required: true`).test(classText);
    const nested = /(\w+)ToHclTerraform(?:,|\()/.exec(value.replaceAll("cdktn.", "cdktn_"))?.[1];
    if (isBlock === "true" && nested && !nested.startsWith("cdktn_")) {
      body.blocks[name] = readNested(source, classText, { name, nested, nesting, value, required });
    } else {
      const type = typeOf(storage);
      const argument: ArgumentSchema = { type: nesting === "set" && Array.isArray(type) ? asSet(type) : type };
      if (required) argument.required = true;
      if (value.includes("markWriteOnlyAttribute")) argument.writeOnly = true;
      body.arguments[name] = argument;
    }
  }
  for (const [name, type] of readable(source, classText)) {
    if (!(name in body.arguments) && !(name in body.blocks)) body.attributes[name] = type;
  }
  return body;
}

type NestedEntry = { name: string; nested: string; nesting: string | undefined; value: string; required: boolean };

function readNested(source: string, classText: string, entry: NestedEntry): NestedSchema {
  const className = entry.nested.charAt(0).toUpperCase() + entry.nested.slice(1);
  const attributes = between(source, `function ${entry.nested}ToHclTerraform(struct) {`, "// remove undefined");
  // Without an accessor class (providers) it is a list; with `…OutputReference` of a list it is one with max_items = 1.
  const isSingle = entry.nesting === "struct";
  const isMaxOne = !isSingle && new RegExp(`= new \\w+OutputReference\\(this, "${entry.name}"\\)`).test(classText);
  const nested: NestedSchema = {
    nesting: isSingle ? "single" : entry.nesting === "set" ? "set" : "list",
    body: readBody(source, `${className}OutputReference`, attributes),
  };
  if (entry.required || isRequired(classText, entry.name)) nested.min = 1;
  if (isSingle || isMaxOne) nested.max = 1;
  if (/listMapperHcl\(\w+, false\)/.test(entry.value)) nested.either = true;
  return nested;
}

function isRequired(classText: string, name: string): boolean {
  return new RegExp(`// ${name} - computed: \\w+, optional: false, required: true`).test(classText);
}

function* readable(source: string, classText: string): Generator<[string, TypeJson]> {
  for (const [, set, how = "", name = ""] of classText.matchAll(/(Fn\.tolist\()?this\.get(\w+)Attribute\('(\w+)'\)/g)) {
    const type = typeOf(how.charAt(0).toLowerCase() + how.slice(1));
    yield [name, set ? asSet(type) : type];
  }
  for (const [, simple, name = ""] of classText.matchAll(/new cdktn\.(\w+)\(this, "(\w+)"/g)) {
    yield [name, typeOf(`${simple?.charAt(0).toLowerCase()}${simple?.slice(1)}`)];
  }
  for (const [, nested = "", name = "", set] of classText.matchAll(
    /= new (\w+?)(?:List|OutputReference)\(this, "(\w+)"(, true)?/g,
  )) {
    const inner = between(source, `class ${nested}OutputReference extends`, "\n}\n");
    yield [name, [set ? "set" : "list", ["object", Object.fromEntries(readable(source, inner))]]];
  }
}

function typeOf(storage: string): TypeJson {
  const nested = /^(.*)(List|Set|Map)$/.exec(storage);
  if (nested) {
    const kind = nested[2] === "Map" ? "map" : nested[2] === "Set" ? "set" : "list";
    return [kind, nested[1] ? typeOf(nested[1]) : "string"];
  }
  const simple: Record<string, TypeJson> = {
    string: "string",
    number: "number",
    boolean: "bool",
    any: "dynamic",
    list: ["list", "string"],
  };
  return simple[storage] ?? "dynamic";
}

function asSet(type: TypeJson): TypeJson {
  return Array.isArray(type) && type[0] === "list" ? ["set", type[1]] : type;
}

function between(source: string, from: string, to: string): string {
  const start = source.indexOf(from);
  if (start === -1) return "";
  const end = source.indexOf(to, start);
  return source.slice(start, end === -1 ? undefined : end);
}
