/** The shape of a provider's resources, as far as the checks need it. */

/** Terraform's own notation for types in JSON (`terraform providers schema -json`). */
export type TypeJson =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | ["list" | "set" | "map", TypeJson]
  | ["object", { [name: string]: TypeJson }];

export type ArgumentSchema = {
  type: TypeJson;
  required?: true;
  writeOnly?: true /** The only values it may have. */;
  values?: string[];
};
export type NestedSchema = {
  nesting: "list" | "set" | "single";
  min?: number;
  max?: number;
  /** An argument of objects, which Terraform also takes written as blocks. */
  either?: true;
  body: BodySchema;
};
export type BodySchema = {
  arguments: { [name: string]: ArgumentSchema };
  blocks: { [name: string]: NestedSchema };
  /** What can only be read. */
  attributes: { [name: string]: TypeJson };
};
export type TypeKind = "resource" | "data" | "ephemeral" | "provider";
export type ProviderSchema = {
  /** Where this was read from: package and version, or the document that a hand-written part follows. */
  source: string;
  provider: { name: string; address: string; version: string };
  types: { [kind in TypeKind]?: { [type: string]: BodySchema } };
};

/** The type that a reference to a block of this schema has. */
export function readableType(body: BodySchema): TypeJson {
  const fields: { [name: string]: TypeJson } = { ...body.attributes };
  for (const [name, argument] of Object.entries(body.arguments)) fields[name] = argument.type;
  for (const [name, nested] of Object.entries(body.blocks)) {
    const inner = readableType(nested.body);
    fields[name] = nested.nesting === "single" ? inner : [nested.nesting, inner];
  }
  return ["object", fields];
}
