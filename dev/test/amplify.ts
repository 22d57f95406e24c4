import { existsSync, statSync } from "node:fs";
import { join } from "node:path";

/** What npm leaves behind when it is through with an installation. */
const INSTALLED = join("amplify", "node_modules", ".package-lock.json");

/**
 * The packages that synthesise the Amplify deployment are not the site's own and half a gigabyte by themselves, so `npm ci`
 * at the root leaves them out (a workspace would have it fetch them for every image and host), and `npm test` gets them.
 *
 * @returns the command that installs what the tests need; null when the installation is newer than the lock file
 */
export function amplifyInstall(): string[] | null {
  const lock = join("amplify", "package-lock.json");
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(lock).mtimeMs) return null;
  // Without what only a deployment needs (ampx; OpenNext, which is an optional peer as well), and nothing of theirs is run.
  return [
    "npm",
    "ci",
    "--prefix",
    "amplify",
    "--omit=dev",
    "--omit=optional",
    "--omit=peer",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
}
