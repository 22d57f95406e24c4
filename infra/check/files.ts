import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Text by path from the repository's root, with forward slashes. */
export type TextFiles = { [path: string]: string };

export const repository = join(import.meta.dirname, "..", "..");

/** Every `.tf` file under `infra/`, sorted; the checks' own folder and what `terraform init` makes left out. */
export function readTerraformFiles(): TextFiles {
  const files: TextFiles = {};
  for (const path of walk(join(repository, "infra"))) {
    if (path.endsWith(".tf")) files[relative(repository, path).split(sep).join("/")] = readFileSync(path, "utf8");
  }
  return files;
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === "check" || entry.name === ".terraform" || entry.name === "node_modules") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}
