import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TextFiles } from "./files.ts";
import { repository } from "./files.ts";
import type { Finding, Project } from "./module.ts";
import { checkCi } from "./surroundings/ci.ts";
import { checkDocuments, type Shape, shapeOfSchema } from "./surroundings/documents.ts";
import { checkEnvironment, type KnownNames, namesOf } from "./surroundings/environment.ts";
import { checkRootOutputs } from "./surroundings/outputs.ts";

/** What of the rest of the repository the Terraform must fit: variables, scripts, documents, workflows, the schema of AGENTS. */
export type Surroundings = { known: KnownNames; documents: TextFiles; workflows: TextFiles; agents: Shape };

export function readSurroundings(): Surroundings {
  const read = (path: string) => readFileSync(join(repository, path), "utf8");
  const scripts: TextFiles = {};
  for (const name of readdirSync(join(repository, "infra/modules"))) {
    const folder = `infra/modules/${name}/scripts`;
    if (!existsSync(join(repository, folder))) continue;
    for (const script of readdirSync(join(repository, folder)))
      scripts[`${folder}/${script}`] = read(`${folder}/${script}`);
  }
  const paths = [
    "infra/README.md",
    ...readdirSync(join(repository, "docs"))
      .filter((it) => it.endsWith(".md"))
      .map((it) => `docs/${it}`),
  ];
  const workflows = readdirSync(join(repository, ".github/workflows")).map((it) => `.github/workflows/${it}`);
  return {
    known: { variables: namesOf(read(".env.example")), scripts },
    documents: Object.fromEntries(paths.filter((it) => existsSync(join(repository, it))).map((it) => [it, read(it)])),
    workflows: Object.fromEntries(workflows.map((it) => [it, read(it)])),
    agents: shapeOfSchema(JSON.parse(read("docs/agents.schema.json")) as Parameters<typeof shapeOfSchema>[0]),
  };
}

/** Where the Terraform and the rest of the repository do not fit together. */
export function checkSurroundings(project: Project, surroundings: Surroundings): Finding[] {
  return [
    ...checkEnvironment(project, surroundings.known),
    ...checkDocuments(project, surroundings.agents),
    ...checkRootOutputs(project, surroundings.documents),
    ...checkCi(project, surroundings.workflows),
  ];
}
