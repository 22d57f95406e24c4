import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { DeployManifest } from "@aws-amplify/hosting";
import { nextjsAdapter } from "@aws-amplify/hosting/adapters";
import { fixedHeaders } from "../lib/http/headers/fixed.ts";

/** OpenNext is a package of this folder, not of the site's: the adapter's own `npx @opennextjs/aws` would not find it. */
const OPEN_NEXT = join(import.meta.dirname, "node_modules", "@opennextjs", "aws", "dist", "index.js");
const CONFIG = join("amplify", "open-next.config.ts");

/**
 * Builds the site with OpenNext.
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
}

/**
 * Reads what OpenNext has built into what Amplify deploys.
 *
 * @param projectDir the folder with `.open-next`
 * @returns one function for every page and route, and the static files with the headers that the site gives them
 */
export function readSite(projectDir: string): DeployManifest {
  const { imageOptimization, ...manifest } = nextjsAdapter({ projectDir, skipBuild: true });
  const assets = manifest.staticAssets.directory;
  const routes = manifest.routes
    // No image of this site needs another size (next.config.ts), and a function that fetches images is one more way in.
    .filter(({ target }) => target !== "image-optimization")
    .flatMap((route) => (isFolder(route) ? filesOf(assets, route) : [route]));
  const files = routes.filter(({ target, pattern }) => target === "s3" && !pattern.startsWith("/_next/"));
  return {
    ...manifest,
    routes,
    // Both come from S3, where next.config.ts has no say.
    headers: [
      ...(manifest.headers ?? []),
      { source: "/_next/static/*", headers: headersOf("/_next/static/x") },
      ...files.map(({ pattern }) => ({ source: pattern, headers: headersOf(pattern) })),
    ],
  };
}

type Route = DeployManifest["routes"][number];

/** OpenNext gives S3 each folder of public/ whole, also the addresses below it that are routes of the site. */
function isFolder({ target, pattern }: Route): boolean {
  return target === "s3" && pattern.endsWith("/*") && !pattern.startsWith("/_next/");
}

function filesOf(assets: string, route: Route): Route[] {
  const folder = route.pattern.slice(0, -"*".length);
  const files = readdirSync(join(assets, folder), { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map((entry) => ({
    ...route,
    pattern: `/${relative(assets, join(entry.parentPath, entry.name)).split(sep).join("/")}`,
  }));
}

/** Of the rules for a path the later one wins, as in next.config.ts. */
function headersOf(path: string): Record<string, string> {
  const rules = fixedHeaders().filter((rule) => !rule.has && path.startsWith(rule.source.replace(":path*", "")));
  return Object.fromEntries(rules.flatMap((rule) => rule.headers.map(({ key, value }) => [key, value])));
}
