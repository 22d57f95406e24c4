import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";

/**
 * What stands before the bundled migration. CommonJS packages in it ask for `require` and `__dirname`, and the SQL files are
 * found from the working directory, as `server.js` has it.
 */
const BANNER = `import { createRequire as requireOf } from "node:module";
import { fileURLToPath as pathOf } from "node:url";
const require = requireOf(import.meta.url);
const __dirname = pathOf(new URL(".", import.meta.url));
process.chdir(__dirname);`;

/** An optional driver that `pg` does without. */
const NOT_THERE = ["pg-native"];

/**
 * What Next takes along although `outputFileTracingExcludes` names it: `.env` and `.env.production`, which may have somebody's
 * secrets in them; and for `instrumentation.ts` the sources beside the SQL, what only people and compilers read, extensions
 * of the database that nobody loads, and the image optimizer, which is off and differs by platform.
 */
const NOT_NEEDED = [
  /^\.env/,
  /^lib\/(?!db\/migrations\/)/,
  /^node_modules\/(sharp|@img)\//,
  /^node_modules\/@electric-sql\/.*\.(map|tar\.gz|c?ts)$/,
];

/**
 * Completes what `next build` leaves in `.next/standalone`, so that a copy of that folder runs anywhere by
 * `node server.js` and migrates its database by `node migrate.mjs`: static files and public files, which Next leaves out for
 * those who have a CDN, and the migration as one file without a development tool.
 *
 * @param root the repository, built
 * @returns the folder
 * @throws when there is no build to complete
 */
export async function completeStandalone(root: string): Promise<string> {
  const folder = join(root, ".next", "standalone");
  if (!existsSync(join(folder, "server.js")))
    throw new Error(`There is no ${folder}/server.js. Run: npm run build:container`);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/");
    if (!entry.isDirectory() && NOT_NEEDED.some((pattern) => pattern.test(file))) rmSync(join(folder, file));
  }
  for (const part of [join(".next", "static"), "public"]) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(root, part), join(folder, part), { recursive: true });
  }
  await build({
    absWorkingDir: root,
    entryPoints: [join(root, "lib", "db", "migrate.cli.ts")],
    outfile: join(folder, "migrate.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // There `server-only` is nothing; anywhere else it throws.
    conditions: ["react-server"],
    external: NOT_THERE,
    banner: { js: BANNER },
    logLevel: "warning",
  });
  return folder;
}
