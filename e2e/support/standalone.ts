import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { completeStandalone } from "../../dev/container/complete";
import { imageOf } from "../../dev/container/dockerfile";
import { REPOSITORY } from "../../dev/start/stack";

/** How the Dockerfile has the site started: its environment, its command, its health check. */
export const IMAGE = imageOf(readFileSync(join(REPOSITORY, "Dockerfile"), "utf8"));

/**
 * What the image has in its folder, somewhere else: a copy of the build, finished as `npm run build:container` does, with no
 * `node_modules` anywhere above it that could lend it what it lacks.
 */
export async function layStandalone(): Promise<string> {
  const folder = join(mkdtempSync(join(tmpdir(), "agentcore-chat-standalone-")), "app");
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above))
    if (existsSync(join(above, "node_modules"))) throw new Error(`${above} has node_modules: choose another TMPDIR`);
  cpSync(await completeStandalone(REPOSITORY), folder, { recursive: true, verbatimSymlinks: true });
  return folder;
}

/** Runs a command of the image to its end. @param env all of it, but for what the image sets */
export function runInImage(
  folder: string,
  [, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", ...IMAGE.env, ...env } as unknown as NodeJS.ProcessEnv,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
