import type { Expression } from "./hcl/ast.ts";
import { type Finding, findingAt, type Module } from "./module.ts";
import type { ProviderSchema } from "./schema.ts";

/** The oldest Terraform that has all that is used: write-only arguments came with 1.11. */
const TERRAFORM = "1.11.0";

/** Every provider whose types are used is declared, from its right address, in a version that the schema here speaks for. */
export function checkProviders(module: Module, schemas: ProviderSchema[], findings: Finding[]): void {
  for (const [name, { file, node }] of module.requiredProviders) {
    const schema = schemas.find((it) => it.provider.name === name);
    if (!schema) {
      findings.push(
        findingAt(file, node.span.start, `no schema of the provider ${name}`, "Check its name, or extract its schema."),
      );
      continue;
    }
    const source = literalOf(node.value, "source");
    const version = literalOf(node.value, "version");
    if (source !== schema.provider.address)
      findings.push(
        findingAt(file, node.span.start, `source of ${name} is not ${schema.provider.address}`, "Mend the address."),
      );
    if (version === undefined)
      findings.push(
        findingAt(
          file,
          node.span.start,
          `${name} has no version constraint`,
          "Give version a range that ends before the next major.",
        ),
      );
    else if (!admits(version, schema.provider.version)) {
      findings.push(
        findingAt(
          file,
          node.span.start,
          `${name} ${version} leaves out ${schema.provider.version}, which was checked here`,
          "Let the range hold that version.",
        ),
      );
    } else if (admits(version, "999.0.0")) {
      findings.push(
        findingAt(
          file,
          node.span.start,
          `${name} ${version} takes every major version to come`,
          "End it before the next major.",
        ),
      );
    }
    for (const item of node.value.kind === "object" ? node.value.items : []) {
      if (item.name !== "source" && item.name !== "version" && item.name !== "configuration_aliases") {
        findings.push(
          findingAt(
            file,
            item.key.span.start,
            `a required provider has no ${item.name}`,
            "It takes source and version.",
          ),
        );
      }
    }
  }
  checkUsed(module, findings);
  const { requiredVersion } = module;
  if (!requiredVersion) {
    const [file] = module.files;
    if (file)
      findings.push(
        findingAt(
          file,
          0,
          `${module.folder} has no required_version`,
          'Add terraform { required_version = ">= 1.11" }.',
        ),
      );
  } else if (
    requiredVersion.node.value.kind !== "literal" ||
    !admits(String(requiredVersion.node.value.value), TERRAFORM)
  ) {
    findings.push(
      findingAt(
        requiredVersion.file,
        requiredVersion.node.span.start,
        `required_version leaves out ${TERRAFORM}`,
        "Let it hold that version.",
      ),
    );
  } else if (admits(String(requiredVersion.node.value.value), "1.10.0")) {
    findings.push(
      findingAt(
        requiredVersion.file,
        requiredVersion.node.span.start,
        "required_version lets in 1.10, which has no write-only arguments",
        'Write ">= 1.11".',
      ),
    );
  }
}

function checkUsed(module: Module, findings: Finding[]): void {
  const used = new Set<string>();
  const typed = [...module.resources.values(), ...module.providers];
  for (const { file, node } of typed) {
    const name = (node.labels[0]?.value ?? "").split("_")[0] ?? "";
    if (name === "terraform" || used.has(name)) continue;
    used.add(name);
    if (!module.requiredProviders.has(name)) {
      findings.push(
        findingAt(
          file,
          node.span.start,
          `${module.folder} uses ${name} without naming it in required_providers`,
          "Add it to versions.tf.",
        ),
      );
    }
  }
  for (const [name, { file, node }] of module.requiredProviders) {
    // A root module may name a provider for the modules it calls.
    if (!used.has(name) && module.calls.size === 0)
      findings.push(
        findingAt(file, node.span.start, `${name} is required and not used in ${module.folder}`, "Remove it."),
      );
  }
}

function literalOf(value: Expression, key: string): string | undefined {
  const item = value.kind === "object" ? value.items.find((it) => it.name === key) : undefined;
  return item?.value.kind === "literal" ? String(item.value.value) : undefined;
}

/** Whether a version constraint such as ">= 6.50, < 7" holds a version (https://developer.hashicorp.com/terraform/language/expressions/version-constraints). */
export function admits(constraint: string, version: string): boolean {
  return constraint.split(",").every((part) => {
    const match = /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\d+(?:\.\d+)*)\s*$/.exec(part);
    if (!match) return false;
    const [, operator = "=", wanted = ""] = match;
    const order = compare(version, wanted);
    if (operator === "=") return order === 0;
    if (operator === "!=") return order !== 0;
    if (operator === ">=") return order >= 0;
    if (operator === "<=") return order <= 0;
    if (operator === ">") return order > 0;
    if (operator === "<") return order < 0;
    const parts = wanted.split(".").map(Number);
    const upper = [...parts.slice(0, -2), (parts.at(-2) ?? 0) + 1].join(".");
    return order >= 0 && (parts.length < 2 || compare(version, upper) < 0);
  });
}

function compare(left: string, right: string): number {
  const a = left.split(".").map(Number);
  const b = right.split(".").map(Number);
  for (let at = 0; at < 3; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
