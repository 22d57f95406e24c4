import { spawnSync } from "node:child_process";
import { join } from "node:path";
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
  return {
    ...manifest,
    // No image of this site needs another size (next.config.ts), and a function that fetches images is one more way in.
    routes: manifest.routes.filter(({ target }) => target !== "image-optimization"),
    // These come from S3, where next.config.ts has no say.
    headers: [...(manifest.headers ?? []), { source: "/_next/static/*", headers: headersOf("/_next/static/:path*") }],
  };
}

/** Of the rules that apply to a source, the later one wins, as in next.config.ts. */
function headersOf(source: string): Record<string, string> {
  const rules = fixedHeaders().filter((rule) => !rule.has && (rule.source === "/:path*" || rule.source === source));
  return Object.fromEntries(rules.flatMap((rule) => rule.headers.map(({ key, value }) => [key, value])));
}
