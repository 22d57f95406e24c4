import { expect } from "vitest";
import { readTerraformFiles } from "./files.ts";
import { judgeBeyondSchemas, readMeasure } from "./judge.ts";
import { loadProject } from "./module.ts";

const texts = readTerraformFiles();
const measure = readMeasure();

/** What the policies say when one text in the real files is another; fails when it isn't there to be replaced. */
export function planted(path: string, from: string | RegExp, to: string): string {
  const file = `infra/${path}`;
  const before = texts[file] ?? "";
  const after = before.replace(from, to);
  expect(after, `${String(from)} is in ${file}`).not.toBe(before);
  const project = loadProject({ ...texts, [file]: after });
  expect(project.findings).toEqual([]);
  const known = new Set(judgeBeyondSchemas(loadProject(texts), measure).map((it) => it.what));
  const found = judgeBeyondSchemas(project, measure);
  return found
    .map((it) => it.what)
    .filter((it) => !known.has(it))
    .join("\n");
}
