import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../../dev/start/stack";

/** How a build in another folder is made and started: by its own Next, for with that of the repository there would be two Reacts. */
export const nextIn = (folder: string): string => join(folder, "node_modules", "next", "dist", "bin", "next");

/** @param port where it listens */
export const startOf = (folder: string, port: number): string[] => [
  process.execPath,
  nextIn(folder),
  ...["start", "-H", "localhost", "-p", String(port)],
];

/**
 * Gives a copy of the site the packages of this one. The build takes nothing from above its own folder (`outputFileTracingRoot`)
 * and follows no link that leads out of it. As hard links, where the machine can: a second name costs nothing.
 */
export function copyPackages(folder: string): void {
  const [from, to] = [join(REPOSITORY, "node_modules"), join(folder, "node_modules")];
  if (spawnSync("cp", ["-al", from, to]).status !== 0) cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
