import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";

/** OpenNext is a package of this folder, not of the site's: the adapter's own `npx @opennextjs/aws` would not find it. */
const OPEN_NEXT = join(import.meta.dirname, "node_modules", "@opennextjs", "aws", "dist", "index.js");
const CONFIG = join("amplify", "open-next.config.ts");

/**
 * Builds the site with OpenNext, and puts beside it what Lambda starts it with.
 *
 * @param projectDir the folder with next.config.ts
 * @throws when the build fails; it has said why on its own output
 */
export function buildSite(projectDir: string): void {
  const { status, error } = spawnSync(process.execPath, [OPEN_NEXT, "build", "--config-path", CONFIG], {
    cwd: projectDir,
    stdio: "inherit",
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`open-next build ended with ${status}. Is amplify/ installed? npm ci --prefix amplify`);
  bundleStart(join(projectDir, ".open-next", "server-functions", "default"));
}

/**
 * @param folder where OpenNext has put the function
 */
export function bundleStart(folder: string): void {
  buildSync({
    entryPoints: [join(import.meta.dirname, "runtime", "start.ts")],
    outfile: join(folder, "start.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    // Parts of the AWS SDK are CommonJS, for which there is no `require` in a module.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
}
