import { checkModules, checkProject } from "../check.ts";
import { calledFolder, checkModule, type ModuleResult } from "../check-module.ts";
import { parseHcl } from "../hcl/parse.ts";
import { assemble, type Finding, type Project, type SourceFile } from "../module.ts";
import type { ProviderSchema } from "../schema.ts";
import type { Mutant } from "./edit.ts";

/** What else looks at a project and finds faults in it, such as the policies. */
export type Judge = (project: Project) => Finding[];

export type Tried = { mutant: Mutant /** The first finding, undefined for a survivor. */; caught: string | undefined };

/** Tries mutants one at a time on a project without findings: is each noticed by the parser, the checks or the judge? */
export function tryMutants(mutants: Mutant[], project: Project, schemas: ProviderSchema[], judge: Judge): Tried[] {
  const results = checkModules(project, schemas);
  const callers = callersOf(project);
  const files = [...project.modules.values()].flatMap((it) => it.files);
  return mutants.map((mutant) => ({ mutant, caught: caughtBy(mutant, { files, results, callers, schemas, judge }) }));
}

type Setting = {
  files: SourceFile[];
  results: Map<string, ModuleResult>;
  callers: Map<string, Set<string>>;
  schemas: ProviderSchema[];
  judge: Judge;
};

function caughtBy(mutant: Mutant, setting: Setting): string | undefined {
  const files: SourceFile[] = [];
  for (const file of setting.files) {
    if (file.path !== mutant.file) {
      files.push(file);
      continue;
    }
    try {
      files.push(applied(mutant, file));
    } catch (error) {
      return (error as Error).message;
    }
  }
  const project = assemble(files);
  const folder = mutant.file.slice(0, mutant.file.lastIndexOf("/"));
  const near = project.findings[0] ?? nearFinding(mutant, folder, project, setting);
  if (near) return near.what;
  const stale = setting.callers.get(folder) ?? new Set();
  const known = new Map([...setting.results].filter(([it]) => it !== folder && !stale.has(it)));
  return (checkProject(project, setting.schemas, known)[0] ?? setting.judge(project)[0])?.what;
}

/** Most mutants are noticed in their own block; only for the others is everything checked. */
function nearFinding(
  mutant: Mutant,
  folder: string,
  project: Project,
  { results, schemas }: Setting,
): Finding | undefined {
  const module = project.modules.get(folder);
  const blocks = module?.files
    .find((it) => it.path === mutant.file)
    ?.body.blocks.filter((it) => it.span.start === mutant.block.span.start);
  return module && checkModule(module, project, schemas, (it) => results.get(it)?.outputs, new Set(blocks)).findings[0];
}

/** The file with the mutant's edit; only the changed block is read again. */
function applied(mutant: Mutant, file: SourceFile): SourceFile {
  const text = file.text.slice(0, mutant.span.start) + mutant.text + file.text.slice(mutant.span.end);
  const again = parseHcl(text, mutant.block.span);
  const blocks = file.body.blocks.flatMap((it) => (it === mutant.block ? again.blocks : [it]));
  return { path: file.path, text, body: { attributes: [...file.body.attributes, ...again.attributes], blocks } };
}

/** For each folder the folders whose modules call it, directly or not. */
function callersOf(project: Project): Map<string, Set<string>> {
  const callers = new Map<string, Set<string>>();
  const note = (callee: string, caller: string) => {
    const known = callers.get(callee) ?? new Set();
    callers.set(callee, known.add(caller));
  };
  for (const module of project.modules.values())
    for (const name of module.calls.keys()) note(calledFolder(module, name), module.folder);
  for (let grown = true; grown; ) {
    grown = false;
    for (const known of callers.values()) {
      const before = known.size;
      for (const caller of [...known]) for (const further of callers.get(caller) ?? []) known.add(further);
      grown ||= known.size > before;
    }
  }
  return callers;
}
