import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { DeployManifest } from "@aws-amplify/hosting";
import { nextjsAdapter } from "@aws-amplify/hosting/adapters";
import { fixedHeaders } from "../lib/http/headers/fixed.ts";

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
  const { default: server } = manifest.compute;
  if (!server) throw new Error("There is no function in .open-next: the site has to be built first");
  return {
    ...manifest,
    compute: { default: { ...server, handler: "start.handler" } },
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
