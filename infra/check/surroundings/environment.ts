import type { Expression } from "../hcl/ast.ts";
import { attributeOf, walkExpression } from "../hcl/ast.ts";
import { type Finding, findingAt, type Module, type Project, type SourceFile } from "../module.ts";

/** Names that the container gets although this project's own code does not read them. */
const FOR_OTHERS: Record<string, string> = {
  MEMORY_ID: "agents of your own find their Memory by it",
  HOSTNAME: "the server that Next makes listens there",
};

/** Where names of the site's and the agent's variables stand: arguments of resources, and locals that are made for them. */
const PLACES = ["aws_bedrockagentcore_agent_runtime.environment_variables", "aws_amplify_app.environment_variables"];
const LOCALS = ["environment", "secret_values", "secret_versions", "secret_arns"];

export type KnownNames = {
  variables: ReadonlySet<string> /** Text of each script by its path from the root. */;
  scripts: { [path: string]: string };
};

/** Every variable that site or agent are given is one of .env.example, and what a script is given is what it reads. */
export function checkEnvironment(project: Project, known: KnownNames): Finding[] {
  const findings: Finding[] = [];
  for (const module of project.modules.values()) {
    for (const { file, node } of module.resources.values()) {
      for (const attribute of node.body.attributes) {
        if (PLACES.includes(`${node.labels[0]?.value}.${attribute.name}`))
          checkNames(attribute.value, file, known, findings);
      }
      for (const provisioner of node.body.blocks.filter((it) => it.type === "provisioner")) {
        const command = attributeOf(provisioner.body, "command");
        const given = attributeOf(provisioner.body, "environment");
        if (command && given) checkScript(command.value, given.value, { module, file, known, findings });
      }
    }
    for (const name of LOCALS) {
      const local = module.locals.get(name);
      if (local) checkNames(local.node.value, local.file, known, findings);
    }
  }
  return findings;
}

function checkNames(value: Expression, file: SourceFile, known: KnownNames, findings: Finding[]): void {
  walkExpression(value, (it) => {
    for (const { name, key } of it.kind === "object" ? it.items : []) {
      if (name !== undefined && /^[A-Z]/.test(name) && !known.variables.has(name) && !(name in FOR_OTHERS)) {
        findings.push(
          findingAt(file, key.span.start, `${name} is no variable of .env.example`, "Check its name, or add it there."),
        );
      }
    }
  });
}

type Place = { module: Module; file: SourceFile; known: KnownNames; findings: Finding[] };

function checkScript(command: Expression, given: Expression, { module, file, known, findings }: Place): void {
  const name = /scripts\/[\w-]+\.sh/.exec(file.text.slice(command.span.start, command.span.end))?.[0];
  const script = name && known.scripts[`${module.folder}/${name}`];
  if (!script) {
    findings.push(
      findingAt(
        file,
        command.span.start,
        "the provisioner's script is not there",
        "Put it into the module's scripts folder.",
      ),
    );
    return;
  }
  for (const item of given.kind === "object" ? given.items : []) {
    if (item.name && !new RegExp(`\\$\\{?${item.name}\\b`).test(script)) {
      findings.push(
        findingAt(file, item.key.span.start, `${name} does not read ${item.name}`, "Check the name in both."),
      );
    }
  }
}

/** The names that .env.example explains, commented out or not. */
export function namesOf(envExample: string): Set<string> {
  return new Set([...envExample.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((it) => it[1] ?? ""));
}
