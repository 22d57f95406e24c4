import type { TextFiles } from "../files.ts";
import { attributeOf } from "../hcl/ast.ts";
import { type Finding, findingAt, type Project } from "../module.ts";
import { find, nested, strings } from "../policies/query.ts";

/** Where the roles of CI do not fit what they are for: the workflows that take them, and what the environments tag. */
export function checkCi(project: Project, workflows: TextFiles): Finding[] {
  return [...githubVariables(project, workflows), ...projectTags(project)];
}

/** What `github_variables` sets is what a workflow reads. */
function githubVariables(project: Project, workflows: TextFiles): Finding[] {
  const read = new Set(
    Object.values(workflows).flatMap((text) => [...text.matchAll(/\bvars\.(\w+)/g)].map((it) => it[1])),
  );
  const findings: Finding[] = [];
  for (const { outputs } of project.modules.values()) {
    const output = outputs.get("github_variables");
    const value = output && attributeOf(output.node.body, "value")?.value;
    if (!output || value?.kind !== "object") continue;
    for (const { key, name } of value.items) {
      if (name && read.has(name)) continue;
      const what = `no workflow reads vars.${name ?? "…"}`;
      findings.push(findingAt(output.file, key.span.start, what, "Check the name in .github/workflows."));
    }
  }
  return findings;
}

/** A tag that a policy asks for is one that every provider gives whatever it makes. */
function projectTags(project: Project): Finding[] {
  const findings: Finding[] = [];
  const asked = new Set<string>();
  for (const { node, module } of find(project, "data", "aws_iam_policy_document")) {
    for (const statement of nested(node.body, "statement")) {
      for (const condition of nested(statement.body, "condition")) {
        for (const variable of strings(attributeOf(condition.body, "variable")?.value, module)) {
          const [, tag] = /^aws:(?:Request|Resource)Tag\/(.*)$/.exec(variable) ?? [];
          if (tag) asked.add(tag);
        }
      }
    }
  }
  for (const { providers } of project.modules.values()) {
    for (const { file, node } of providers) {
      if (node.labels[0]?.value !== "aws") continue;
      const tags = nested(node.body, "default_tags").map((it) => attributeOf(it.body, "tags")?.value)[0];
      const given = tags?.kind === "object" ? tags.items.map((it) => it.name) : [];
      for (const tag of asked) {
        if (given.includes(tag)) continue;
        const what = `the tag ${tag} is not given, by which policies know what is this project's`;
        findings.push(findingAt(file, node.span.start, what, "Add it to default_tags."));
      }
    }
  }
  return findings;
}
