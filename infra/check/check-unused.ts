import { calledFolder, type ModuleResult } from "./check-module.ts";
import { type Declared, type Finding, findingAt, type Project } from "./module.ts";

/** Variables, locals and data sources that their module doesn't use, and outputs that no calling module reads. */
export function checkUnused(project: Project, results: Map<string, ModuleResult>): Finding[] {
  const findings: Finding[] = [];
  const read = outputsRead(project, results);
  for (const module of project.modules.values()) {
    const used = results.get(module.folder)?.used ?? new Set<string>();
    const report = (key: string, { file, node }: Declared<{ span: { start: number } }>) => {
      if (!used.has(key))
        findings.push(
          findingAt(file, node.span.start, `${key} is never used in ${module.folder}`, "Use it or remove it."),
        );
    };
    for (const [name, declared] of module.variables) report(`var.${name}`, declared);
    for (const [name, declared] of module.locals) report(`local.${name}`, declared);
    for (const [key, declared] of module.resources) if (declared.node.type !== "resource") report(key, declared);
    const readHere = read.get(module.folder);
    if (!readHere) continue;
    for (const [name, { file, node }] of module.outputs) {
      if (!readHere.has(name))
        findings.push(
          findingAt(
            file,
            node.span.start,
            `no module reads the output ${name} of ${module.folder}`,
            "Read it where the module is called, or remove it.",
          ),
        );
    }
  }
  return findings;
}

/** For each called folder the outputs that some call's references name. */
function outputsRead(project: Project, results: Map<string, ModuleResult>): Map<string, Set<string>> {
  const read = new Map<string, Set<string>>();
  for (const module of project.modules.values()) {
    for (const name of module.calls.keys()) {
      const folder = calledFolder(module, name);
      const names = read.get(folder) ?? new Set<string>();
      read.set(folder, names);
      for (const key of results.get(module.folder)?.used ?? []) {
        const [root, call, output] = key.split(".");
        if (root === "module" && call === name && output) names.add(output);
      }
    }
  }
  return read;
}
