import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants.js";
import createNextIntlPlugin from "next-intl/plugin";
import { fixedHeaders } from "./lib/http/headers/fixed";
import { releaseOfBuild } from "./lib/release/of-build";

/** What no server reads. A copy of `.next/standalone` goes into images, where nobody's data or settings may be. */
const NEVER_SHIPPED = [
  ".data/**",
  "**/.env*",
  "{agent,bench,cli,dev,docs,e2e,examples,infra,test-results}/**",
  "**/*.{md,test.ts,testing.ts,tsbuildinfo}",
  // Next's image optimizer, which is off (below), and the one thing that would have to be built for each platform.
  "node_modules/{sharp,@img}/**",
];

const config: NextConfig = {
  poweredByHeader: false,
  // PGlite finds its WebAssembly beside its own files; bundled, it would look in the wrong place.
  serverExternalPackages: ["@electric-sql/pglite", "pino"],
  // The same folder whatever lies above it: a stray lock file up there would move everything one level down.
  outputFileTracingRoot: fileURLToPath(new URL(".", import.meta.url)),
  // Read by their names at boot, which the tracer does not follow.
  outputFileTracingIncludes: {
    "/**": ["./lib/db/migrations/**", "./node_modules/@electric-sql/pglite/dist/**/*.{js,data,wasm}"],
  },
  // By this key also for what is of no route: the server itself.
  outputFileTracingExcludes: { "**": NEVER_SHIPPED },
  // `next dev` on 127.0.0.1 or localhost is the same machine.
  allowedDevOrigins: ["127.0.0.1"],
  devIndicators: false,
  // No image of this site needs another size, and Next's optimizer fetches what an address names.
  images: { unoptimized: true },
  // Next's own redirect is made before any header is; proxy.ts makes one that has them all.
  skipTrailingSlashRedirect: true,
  headers: async () => fixedHeaders(),
  // What the server reads at run time where no RELEASE is set; docs/releases.md says why there is no `deploymentId`.
  env: { BUILD_RELEASE: releaseOfBuild() },
  // The same release built twice, as for two platforms, is one to the pages: Next loads a page anew when this differs.
  generateBuildId: async () => releaseOfBuild(),
};

/**
 * A build is also made as a folder that runs without this repository (`npm run build:container` completes it). Vercel packs
 * functions its own way, and `next start`, which serves the same build from here, must not take it for the folder.
 */
export default function configOf(phase: string): NextConfig {
  const standalone = phase === PHASE_PRODUCTION_BUILD && !process.env.VERCEL;
  return createNextIntlPlugin("./lib/i18n/request.ts")(standalone ? { ...config, output: "standalone" } : config);
}
