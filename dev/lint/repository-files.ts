import { readdirSync } from "node:fs";

/** What is installed, built or left behind by a run, in whatever folder. */
const NOT_OURS = new Set([
  "node_modules",
  ".git",
  ".next",
  ".data",
  ".open-next",
  ".terraform",
  "dist",
  "test-results",
]);

/** Every file of the repository, new ones too, as paths from its root. */
export function repositoryFiles(folder = "."): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return repositoryFiles(path);
    return entry.isFile() ? [path] : [];
  });
}
