import { checkProject, loadSchemas, sorted } from "./check.ts";
import { checkFormat } from "./format.ts";
import type { Finding, Project } from "./module.ts";
import { checkPolicies } from "./policies.ts";
import type { ProviderSchema } from "./schema.ts";
import { checkSurroundings, readSurroundings, type Surroundings } from "./surroundings.ts";

/** What the Terraform is judged by. */
export type Measure = { schemas: ProviderSchema[]; surroundings: Surroundings };

export function readMeasure(): Measure {
  return { schemas: loadSchemas(), surroundings: readSurroundings() };
}

/** Everything that is wrong with a project: against the schemas, the policies and the rest of the repository. */
export function judge(project: Project, measure: Measure): Finding[] {
  return sorted([
    ...checkProject(project, measure.schemas),
    ...judgeBeyondSchemas(project, measure),
    ...checkFormat(project),
  ]);
}

export function judgeBeyondSchemas(project: Project, { schemas, surroundings }: Measure): Finding[] {
  return [...checkPolicies(project, schemas), ...checkSurroundings(project, surroundings)];
}
