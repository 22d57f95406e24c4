import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { calledFolder, checkModule, type ModuleResult } from "./check-module.ts";
import { checkUnused } from "./check-unused.ts";
import type { Finding, Project } from "./module.ts";
import type { ProviderSchema } from "./schema.ts";
import { addValues } from "./values.ts";

/** The schemas in `schemas/`, extracted ones and those by hand. */
export function loadSchemas(): ProviderSchema[] {
  const folder = join(import.meta.dirname, "schemas");
  const schemas = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ProviderSchema);
  const unknown = addValues(schemas);
  if (unknown.length > 0) throw new Error(`values.ts names arguments that no schema has: ${unknown.join(", ")}`);
  return schemas;
}

/**
 * Checks every module, called ones first, and what no module makes use of.
 *
 * @param known results that still hold, of modules that have not changed and call none that has.
 */
export function checkProject(
  project: Project,
  schemas: ProviderSchema[],
  known?: ReadonlyMap<string, ModuleResult>,
): Finding[] {
  const results = checkModules(project, schemas, known);
  return sorted([
    ...project.findings,
    ...[...results.values()].flatMap((it) => it.findings),
    ...checkUnused(project, results),
  ]);
}

/** The result of every module, by folder. */
export function checkModules(
  project: Project,
  schemas: ProviderSchema[],
  known?: ReadonlyMap<string, ModuleResult>,
): Map<string, ModuleResult> {
  const results = new Map<string, ModuleResult>(known);
  for (const folder of project.modules.keys()) resultOf(folder, project, schemas, results);
  return results;
}

function resultOf(
  folder: string,
  project: Project,
  schemas: ProviderSchema[],
  results: Map<string, ModuleResult>,
): ModuleResult | undefined {
  const known = results.get(folder);
  const module = project.modules.get(folder);
  if (known || !module) return known;
  // Against modules that call each other in a circle.
  results.set(folder, { findings: [], used: new Set(), outputs: {} });
  for (const name of module.calls.keys()) resultOf(calledFolder(module, name), project, schemas, results);
  const result = checkModule(module, project, schemas, (it) => results.get(it)?.outputs);
  results.set(folder, result);
  return result;
}

/** By file and line, each finding once. */
export function sorted(findings: Finding[]): Finding[] {
  const unique = new Map(findings.map((it) => [`${it.file}:${it.line}:${it.what}`, it]));
  return [...unique.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}
