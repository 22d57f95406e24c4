import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../dev/start/stack";

/**
 * Gives a copy of the site the packages of this one. The build takes nothing from above its own folder (`outputFileTracingRoot`)
 * and follows no link that leads out of it. As hard links, where the machine can: a second name costs nothing.
 */
export function copyPackages(folder: string): void {
  const [from, to] = [join(REPOSITORY, "node_modules"), join(folder, "node_modules")];
  if (spawnSync("cp", ["-al", from, to]).status !== 0) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
