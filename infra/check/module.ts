import { dirname } from "node:path/posix";
import type { TextFiles } from "./files.ts";
import type { Attribute, Block, Body } from "./hcl/ast.ts";
import { attributeOf } from "./hcl/ast.ts";
import { parseHcl } from "./hcl/parse.ts";
import type { SyntaxProblem } from "./hcl/scan.ts";

/** What is wrong with the Terraform, where, and what to do about it. */
export type Finding = { file: string; line: number; what: string; todo: string };

export type SourceFile = { path: string; text: string; body: Body };
export type Declared<T = Block> = { file: SourceFile; node: T };
/** One folder of Terraform: what it declares, by name. */
export type Module = {
  folder: string;
  files: SourceFile[];
  variables: Map<string, Declared>;
  outputs: Map<string, Declared>;
  locals: Map<string, Declared<Attribute>>;
  /** Resources, data sources and ephemeral resources, by how references begin: `aws_x.y`, `data.aws_x.y`, `ephemeral.aws_x.y`. */
  resources: Map<string, Declared>;
  calls: Map<string, Declared>;
  providers: Declared[];
  requiredProviders: Map<string, Declared<Attribute>>;
  /** The version constraint on Terraform itself. */
  requiredVersion: Declared<Attribute> | undefined;
};
export type Project = { modules: Map<string, Module>; findings: Finding[] };

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}

export function findingAt(file: SourceFile, offset: number, what: string, todo: string): Finding {
  return { file: file.path, line: lineAt(file.text, offset), what, todo };
}

/** Parses a file; a syntax error becomes a finding. */
export function parseFile(path: string, text: string): SourceFile | Finding {
  try {
    return { path, text, body: parseHcl(text) };
  } catch (error) {
    const { message, offset } = error as SyntaxProblem;
    return { file: path, line: lineAt(text, offset ?? 0), what: `not HCL: ${message}`, todo: "Mend the syntax there." };
  }
}

/** Everything under `infra/`, folder by folder. */
export function loadProject(texts: TextFiles): Project {
  const findings: Finding[] = [];
  const files: SourceFile[] = [];
  for (const [path, text] of Object.entries(texts)) {
    const file = parseFile(path, text);
    if ("body" in file) files.push(file);
    else findings.push(file);
  }
  const project = assemble(files);
  return { modules: project.modules, findings: [...findings, ...project.findings] };
}

export function assemble(files: SourceFile[]): Project {
  const findings: Finding[] = [];
  const modules = new Map<string, Module>();
  for (const file of files) {
    const folder = dirname(file.path);
    const siblings = modules.get(folder)?.files ?? [];
    modules.set(folder, { ...emptyModule(folder), files: [...siblings, file] });
  }
  for (const module of modules.values()) findings.push(...declare(module));
  return { modules, findings };
}

function emptyModule(folder: string): Module {
  return {
    folder,
    files: [],
    variables: new Map(),
    outputs: new Map(),
    locals: new Map(),
    resources: new Map(),
    calls: new Map(),
    providers: [],
    requiredProviders: new Map(),
    requiredVersion: undefined,
  };
}

function declare(module: Module): Finding[] {
  const findings: Finding[] = [];
  const add = <T extends Block | Attribute>(map: Map<string, Declared<T>>, name: string, file: SourceFile, node: T) => {
    if (map.has(name))
      findings.push(
        findingAt(file, node.span.start, `${name} is declared twice in ${module.folder}`, "Give one another name."),
      );
    map.set(name, { file, node });
  };
  for (const file of module.files) {
    for (const block of file.body.blocks) {
      const [first = "", second = ""] = block.labels.map((it) => it.value);
      if (block.type === "variable") add(module.variables, first, file, block);
      else if (block.type === "output") add(module.outputs, first, file, block);
      else if (block.type === "module") add(module.calls, first, file, block);
      else if (block.type === "resource") add(module.resources, `${first}.${second}`, file, block);
      else if (block.type === "data" || block.type === "ephemeral")
        add(module.resources, `${block.type}.${first}.${second}`, file, block);
      else if (block.type === "provider") module.providers.push({ file, node: block });
      else if (block.type === "locals")
        for (const local of block.body.attributes) add(module.locals, local.name, file, local);
      else if (block.type === "terraform") declareSettings(module, file, block);
    }
  }
  return findings;
}

function declareSettings(module: Module, file: SourceFile, block: Block): void {
  const version = attributeOf(block.body, "required_version");
  if (version) module.requiredVersion = { file, node: version };
  for (const required of block.body.blocks) {
    if (required.type !== "required_providers") continue;
    for (const provider of required.body.attributes)
      module.requiredProviders.set(provider.name, { file, node: provider });
  }
}
