import { calledFolder } from "../check-module.ts";
import { type Finding, lineAt, type Project } from "../module.ts";

/** Each output that a command in a document or an output names is there. */
export function checkRootOutputs(project: Project, documents: { [path: string]: string }): Finding[] {
  const findings: Finding[] = [];
  const called = new Set(
    [...project.modules.values()].flatMap((it) => [...it.calls.keys()].map((name) => calledFolder(it, name))),
  );
  const roots = [...project.modules.values()].filter((it) => !called.has(it.folder));
  const declared = new Set(roots.flatMap((it) => [...it.outputs.keys()]));
  const texts = { ...documents };
  for (const module of project.modules.values()) for (const file of module.files) texts[file.path] = file.text;
  for (const [path, text] of Object.entries(texts)) {
    for (const match of text.matchAll(/terraform(?: -chdir=\S+)? output(?: -(?:raw|json))+ (\w+)/g)) {
      const [, name = ""] = match;
      if (declared.has(name)) continue;
      const what = `the command names the output ${name}, which the root module has not`;
      findings.push({ file: path, line: lineAt(text, match.index), what, todo: "Check its name." });
    }
  }
  return findings;
}
