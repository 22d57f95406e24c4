import type { Mutant } from "./edit.ts";

/** A reason why mutants survive; SURVIVORS.md explains each under the same title. */
export type SurvivorGroup = { title: string; holds: (mutant: Mutant) => boolean };

const isKeyOf = (files: RegExp, labels: RegExp) => (it: Mutant) =>
  it.kind === "object key renamed" && files.test(it.file) && labels.test(it.label);

export const SURVIVORS: SurvivorGroup[] = [
  {
    title: "A resource that nothing refers to may have any name",
    holds: (it) =>
      it.kind === "label renamed" && it.block.type === "resource" && it.span.start === it.block.labels[1]?.span.start,
  },
  {
    title: "An output of the root module that no command names",
    holds: (it) =>
      it.file.startsWith("infra/envs/") &&
      it.block.type === "output" &&
      /^label renamed|^declaration dropped/.test(it.kind),
  },
  {
    title: "Keys that name what is made of them",
    holds: (it) =>
      isKeyOf(/\/alarms\.tf$/, /^(system-errors|user-errors|throttles|failing|unreachable|unready)$/)(it) ||
      isKeyOf(/\/ci\/deploy\.tf$/, /^(deploy|agent|ecs|amplify)$/)(it),
  },
  { title: "Tags", holds: isKeyOf(/\/envs\/.*\.tf$/, /^ManagedBy$/) },
  {
    title: "CloudWatch's dimensions",
    holds: isKeyOf(/\/alarms\.tf$/, /^(LoadBalancer|TargetGroup|DBInstanceIdentifier)$/),
  },
  { title: "A map that is looked into by a variable", holds: isKeyOf(/\/outputs\.tf$/, /^(ecs|amplify|none)$/) },
  {
    title: "Attributes of what has any type",
    holds: (it) =>
      it.kind === "reference misspelled" &&
      it.file.endsWith("modules/site/variables.tf") &&
      /^agent\.(id|name)$/.test(it.label),
  },
];
