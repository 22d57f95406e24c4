import type { Finding, Project } from "../module.ts";
import type { ProviderSchema } from "../schema.ts";
import { findAll, finding } from "./query.ts";

/** Arguments that hold a secret although no write-only twin gives them away. */
const SECRET =
  /(^|_)(password|secret|secret_string|secret_binary|private_key|client_secret|access_token|oauth_token|api_token)$/;

/** No secret gets into the state: where a write-only argument exists it is used, and other secret arguments are not. */
export function secretPolicies(project: Project, schemas: ProviderSchema[]): Finding[] {
  const findings: Finding[] = [];
  for (const found of findAll(project)) {
    if (found.node.type !== "resource") continue;
    const type = found.node.labels[0]?.value ?? "";
    const schema = schemas.map((it) => it.types.resource?.[type]).find((it) => it !== undefined);
    for (const attribute of found.node.body.attributes) {
      const twin = `${attribute.name}_wo`;
      if (schema && twin in schema.arguments)
        findings.push(finding(found, attribute, `${attribute.name} would be in the state`, `Use ${twin}.`));
      else if (SECRET.test(attribute.name))
        findings.push(
          finding(
            found,
            attribute,
            `${attribute.name} would be in the state`,
            "Hand the secret over outside Terraform.",
          ),
        );
    }
  }
  return findings;
}
