import { join } from "node:path";
import { build } from "esbuild";
import { REPOSITORY } from "../../dev/start/stack";

/** What CommonJS packages in the bundle ask for. */
const BANNER = `import { createRequire as requireOf } from "node:module";
const require = requireOf(import.meta.url);`;

export const AGENT_BUNDLE = join(REPOSITORY, "node_modules", ".cache", "agentcore-chat", "agent.mjs");

/**
 * This repository's agent as one file. The suite starts it well over a hundred times, once per conversation: as sources and
 * packages that is 2 s of CPU each time, as one file 0.4.
 */
export async function bundleAgent(): Promise<void> {
  await build({
    absWorkingDir: REPOSITORY,
    entryPoints: [join(REPOSITORY, "agent", "src", "main.ts")],
    outfile: AGENT_BUNDLE,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: { js: BANNER },
    logLevel: "warning",
  });
}
