import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCdktnType } from "./extract/cdktn.ts";
import { readPulumiType } from "./extract/pulumi.ts";
import { readTerraformFiles } from "./files.ts";
import { parseHcl } from "./hcl/parse.ts";
import type { BodySchema, ProviderSchema, TypeKind } from "./schema.ts";
import { type UsedType, usedTypes } from "./used-types.ts";

type Source = {
  provider: string;
  address: string;
  package: string;
  read: (folder: string, kind: TypeKind, type: string) => BodySchema | undefined;
  version: (folder: string, packageVersion: string) => string;
};

const SOURCES: Source[] = [
  {
    provider: "auth0",
    address: "auth0/auth0",
    package: "@pulumi/auth0",
    read: readPulumiType,
    version: bridgedVersion,
  },
  {
    provider: "aws",
    address: "hashicorp/aws",
    package: "@cdktn/provider-aws",
    read: readCdktnType,
    version: registryVersion,
  },
  {
    provider: "random",
    address: "hashicorp/random",
    package: "@cdktn/provider-random",
    read: readCdktnType,
    version: registryVersion,
  },
];

/** Writes `schemas/<provider>.json` for the types that `infra/` uses, read from packages in `folder`/node_modules. */
function extract(folder: string): void {
  const used = usedTypes(Object.values(readTerraformFiles()).map((text) => parseHcl(text)));
  for (const source of SOURCES) {
    const mine = used.filter((it) => it.type === source.provider || it.type.startsWith(`${source.provider}_`));
    if (mine.length === 0) continue;
    const at = join(folder, "node_modules", source.package);
    const packageVersion = (JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as { version: string }).version;
    const schema: ProviderSchema = {
      source: `${source.package} ${packageVersion}`,
      provider: { name: source.provider, address: source.address, version: source.version(at, packageVersion) },
      types: readTypes(source, at, mine),
    };
    const path = join(import.meta.dirname, "schemas", `${source.provider}.json`);
    writeFileSync(path, `${JSON.stringify(schema, null, 1)}\n`);
    process.stdout.write(`${path}: ${mine.length} types from ${schema.source}\n`);
  }
}

function readTypes(source: Source, folder: string, used: UsedType[]): ProviderSchema["types"] {
  const types: ProviderSchema["types"] = {};
  for (const { kind, type } of used) {
    const body = source.read(folder, kind, type);
    if (!body) process.stderr.write(`${source.package} has no ${kind} ${type}: describe it by hand in schemas/\n`);
    else types[kind] = { ...types[kind], [type]: body };
  }
  return types;
}

/** The version that the package's links to the registry name. */
function registryVersion(folder: string): string {
  const text = readFileSync(join(folder, "lib", "provider", "index.d.ts"), "utf8");
  const version = /\/providers\/[\w-]+\/[\w-]+\/(\d+\.\d+\.\d+)\/docs/.exec(text)?.[1];
  if (!version) throw new Error(`${folder}: no provider version in its links`);
  return version;
}

/** Which provider version a bridged package speaks for: no file in it says so, but its repository's tag is on the commit that took it in. */
const BRIDGED: Record<string, string> = { "3.49.0": "1.53.0" };

function bridgedVersion(_folder: string, packageVersion: string): string {
  const version = BRIDGED[packageVersion];
  if (!version)
    throw new Error(
      `pulumi-auth0 ${packageVersion}: look up at its tag which terraform-provider-auth0 it has, and add it to BRIDGED`,
    );
  return version;
}

const folder = process.argv[2];
if (!folder) {
  process.stderr.write("Give the folder that the packages are installed in: npm run infra:schemas -- <folder>\n");
  process.exit(2);
}
extract(folder);
