import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BodySchema, TypeJson, TypeKind } from "../schema.ts";

/** Names that Pulumi's bridge made plural, back to what the provider calls them. */
const SINGULAR: Record<string, string> = { acrValuesSupporteds: "acr_values_supported" };
/** Names that Pulumi makes up where none is given; the provider wants them. */
const NAMED = ["auth0_client", "auth0_connection", "auth0_role", "auth0_action"];

type Field = { name: string; optional: boolean; type: string };

/**
 * Reads one type out of a Pulumi package bridged from a Terraform provider: `…Args` has the arguments with what is required, the
 * resource's class what can be read. In a bridged provider of this kind (SDK v2) every nested object is a block.
 *
 * @returns the type's schema, or undefined when the package has no such type.
 */
export function readPulumiType(folder: string, kind: TypeKind, type: string): BodySchema | undefined {
  const camel = camelOf(type.slice(type.indexOf("_") + 1));
  const pascal = camel.charAt(0).toUpperCase() + camel.slice(1);
  const name = kind === "provider" ? "Provider" : kind === "data" ? `Get${pascal}` : pascal;
  const file = join(folder, `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`);
  if (!existsSync(file)) return undefined;
  const source = readFileSync(file, "utf8");
  const inputs = readFileSync(join(folder, "types", "input.d.ts"), "utf8");
  const outputs = readFileSync(join(folder, "types", "output.d.ts"), "utf8");
  const body = readArguments(fieldsOf(source, `export interface ${name}Args {`), inputs);
  const readable = kind === "data" ? `export interface ${name}Result {` : `export declare class ${name} extends`;
  for (const field of fieldsOf(source, readable)) {
    const key = snakeOf(field.name);
    if (!(key in body.arguments) && !(key in body.blocks)) body.attributes[key] = typeOf(field.type, outputs);
  }
  body.attributes.id = "string";
  if (kind === "resource" && NAMED.includes(type) && body.arguments.name) body.arguments.name.required = true;
  return body;
}

function readArguments(fields: Field[], inputs: string): BodySchema {
  const body: BodySchema = { arguments: {}, blocks: {}, attributes: {} };
  for (const field of fields) {
    const name = snakeOf(field.name);
    const nested = /inputs\.(\w+)/.exec(field.type)?.[1];
    if (nested) {
      const isMany = /\[\]/.test(field.type);
      const inner = readArguments(fieldsOf(inputs, `export interface ${nested} {`), inputs);
      body.blocks[name] = {
        nesting: "list",
        ...(field.optional ? {} : { min: 1 }),
        ...(isMany ? {} : { max: 1 }),
        body: inner,
      };
    } else {
      body.arguments[name] = {
        type: typeOf(field.type, inputs),
        ...(field.optional ? {} : { required: true }),
        ...(name.endsWith("_wo") ? { writeOnly: true } : {}),
      };
    }
  }
  return body;
}

function typeOf(text: string, types: string): TypeJson {
  const nested = /(?:inputs|outputs)\.(\w+)/.exec(text)?.[1];
  const isList = text.includes("[]");
  if (nested) {
    const fields = fieldsOf(types, `export interface ${nested} {`).map((it): [string, TypeJson] => [
      snakeOf(it.name),
      typeOf(it.type, types),
    ]);
    // One object is a list of one in the provider.
    return ["list", ["object", Object.fromEntries(fields)]];
  }
  const simple: TypeJson = /\bboolean\b/.test(text)
    ? "bool"
    : /\bnumber\b/.test(text)
      ? "number"
      : /\bstring\b/.test(text)
        ? "string"
        : "dynamic";
  if (/\[key: string\]/.test(text)) return ["map", simple];
  return isList ? ["list", simple] : simple;
}

function fieldsOf(source: string, heading: string): Field[] {
  const start = source.indexOf(heading);
  if (start === -1) return [];
  const text = source.slice(start, source.indexOf("\n}", start)).replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  return [...text.matchAll(/^ {4}(?:readonly )?(\w+)(\?)?: ([^;{]*(?:\{[^}]*\}[^;]*)?);/gm)].map((match) => ({
    name: match[1] ?? "",
    optional: match[2] === "?",
    type: match[3] ?? "",
  }));
}

function camelOf(snake: string): string {
  return snake.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function snakeOf(camel: string): string {
  return SINGULAR[camel] ?? camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
