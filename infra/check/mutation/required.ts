import { calledFolder } from "../check-module.ts";
import type { Attribute, Block, Body } from "../hcl/ast.ts";
import { attributeOf } from "../hcl/ast.ts";
import { META, TOP_LEVEL } from "../language.ts";
import type { Module, Project } from "../module.ts";
import type { BodySchema, ProviderSchema, TypeKind } from "../schema.ts";

/** The arguments and nested blocks of a top-level block without which it is not valid. */
export function requiredIn(
  block: Block,
  module: Module,
  project: Project,
  schemas: ProviderSchema[],
): (Attribute | Block)[] {
  if (block.type === "module") return requiredOfCall(block, module, project);
  const type = block.labels[0]?.value ?? "";
  const schema =
    TOP_LEVEL[block.type]?.schema ??
    schemas.map((it) => it.types[block.type as TypeKind]?.[type]).find((it) => it !== undefined);
  const meta = META[block.type];
  return schema
    ? [...requiredOf(block.body, schema), ...(meta ? requiredOf(block.body, { ...meta, arguments: {} }) : [])]
    : [];
}

function requiredOf(body: Body, schema: BodySchema): (Attribute | Block)[] {
  const required: (Attribute | Block)[] = body.attributes.filter((it) => schema.arguments[it.name]?.required);
  for (const block of body.blocks) {
    const name = block.type === "dynamic" ? (block.labels[0]?.value ?? "") : block.type;
    const nested = schema.blocks[name];
    if (!nested) continue;
    const isOnlyOne = body.blocks.filter((it) => it.type === name).length === 1;
    if (nested.min && isOnlyOne && block.type !== "dynamic") required.push(block);
    const inner = block.type === "dynamic" ? block.body.blocks.find((it) => it.type === "content") : block;
    if (inner) required.push(...requiredOf(inner.body, nested.body));
  }
  return required;
}

function requiredOfCall(block: Block, module: Module, project: Project): Attribute[] {
  const variables = project.modules.get(calledFolder(module, block.labels[0]?.value ?? ""))?.variables;
  return block.body.attributes.filter((it) => {
    const variable = variables?.get(it.name);
    return it.name === "source" || (variable !== undefined && !attributeOf(variable.node.body, "default"));
  });
}
