import type { BodySchema, TypeJson } from "./schema.ts";

/**
 * Terraform's own blocks, in the form of provider schemas (https://developer.hashicorp.com/terraform/language/block, Terraform 1.11).
 * An argument marked `bare` takes names or types, which are no expressions.
 */

type Short = { [name: string]: TypeJson | [type: TypeJson, required: "required"] };

function body(args: Short, blocks: BodySchema["blocks"] = {}): BodySchema {
  const schema: BodySchema = { arguments: {}, blocks, attributes: {} };
  for (const [name, entry] of Object.entries(args)) {
    const isRequired = Array.isArray(entry) && entry[1] === "required";
    schema.arguments[name] = isRequired ? { type: entry[0] as TypeJson, required: true } : { type: entry as TypeJson };
  }
  return schema;
}

const any: TypeJson = "dynamic";
const CONDITION = body({ condition: ["bool", "required"], error_message: ["string", "required"] });
const many = (schema: BodySchema) => ({ nesting: "list" as const, body: schema });
const one = (schema: BodySchema) => ({ nesting: "list" as const, max: 1, body: schema });

const CONNECTION: BodySchema = body({
  type: "string",
  user: "string",
  password: "string",
  host: ["string", "required"],
  port: "number",
  private_key: "string",
  timeout: "string",
});

const LOCAL_EXEC = body(
  {
    command: ["string", "required"],
    working_dir: "string",
    interpreter: ["list", "string"],
    environment: ["map", "string"],
    when: any,
    on_failure: any,
    quiet: "bool",
  },
  { connection: one(CONNECTION) },
);

const CONDITIONS = { precondition: many(CONDITION), postcondition: many(CONDITION) };

export const LIFECYCLE: { [kind: string]: BodySchema } = {
  resource: body(
    { create_before_destroy: "bool", prevent_destroy: "bool", ignore_changes: any, replace_triggered_by: any },
    CONDITIONS,
  ),
  data: body({}, CONDITIONS),
  ephemeral: body({}, CONDITIONS),
};

/** Arguments that every block of the kind takes beside the provider's. */
export const META: { [kind: string]: BodySchema } = {
  resource: body(
    { count: "number", for_each: any, provider: any, depends_on: any },
    { lifecycle: one(LIFECYCLE.resource as BodySchema), provisioner: many(LOCAL_EXEC), connection: one(CONNECTION) },
  ),
  data: body(
    { count: "number", for_each: any, provider: any, depends_on: any },
    { lifecycle: one(LIFECYCLE.data as BodySchema) },
  ),
  ephemeral: body(
    { count: "number", for_each: any, provider: any, depends_on: any },
    { lifecycle: one(LIFECYCLE.ephemeral as BodySchema) },
  ),
  provider: body({ alias: "string" }),
  module: body({
    source: ["string", "required"],
    version: "string",
    count: "number",
    for_each: any,
    providers: any,
    depends_on: any,
  }),
};

/** None required: what is missing comes from `terraform init -backend-config`. */
const BACKEND_S3 = body({
  bucket: "string",
  key: "string",
  region: "string",
  use_lockfile: "bool",
  encrypt: "bool",
  kms_key_id: "string",
  profile: "string",
  dynamodb_table: "string",
  workspace_key_prefix: "string",
});

/** Blocks at the top of a file, with how many labels they have. */
export const TOP_LEVEL: { [type: string]: { labels: number; schema?: BodySchema } } = {
  resource: { labels: 2 },
  data: { labels: 2 },
  ephemeral: { labels: 2 },
  module: { labels: 1 },
  provider: { labels: 1 },
  locals: { labels: 0 },
  variable: {
    labels: 1,
    schema: body(
      {
        type: [any, "required"],
        default: any,
        description: ["string", "required"],
        sensitive: "bool",
        nullable: "bool",
        ephemeral: "bool",
      },
      { validation: many(CONDITION) },
    ),
  },
  output: {
    labels: 1,
    schema: body(
      {
        value: [any, "required"],
        description: ["string", "required"],
        sensitive: "bool",
        ephemeral: "bool",
        depends_on: any,
      },
      { precondition: many(CONDITION) },
    ),
  },
  terraform: {
    labels: 0,
    schema: body(
      { required_version: ["string", "required"] },
      { required_providers: one(body({})), backend: one(BACKEND_S3), cloud: one(body({ organization: "string" })) },
    ),
  },
  check: { labels: 1, schema: body({}, { assert: { ...many(CONDITION), min: 1 } }) },
  moved: { labels: 0, schema: body({ from: [any, "required"], to: [any, "required"] }) },
  import: {
    labels: 0,
    schema: body({ to: [any, "required"], id: ["string", "required"], provider: any, for_each: any }),
  },
  removed: { labels: 0, schema: body({ from: [any, "required"] }, { lifecycle: one(body({ destroy: "bool" })) }) },
};

/** Arguments whose value is made of bare names: types, addresses, attribute names, keywords. */
export const BARE = new Set([
  "depends_on",
  "ignore_changes",
  "replace_triggered_by",
  "provider",
  "providers",
  "type",
  "from",
  "to",
  "when",
  "on_failure",
]);
