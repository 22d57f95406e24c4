import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";
import { fixedHeaders } from "./lib/http/headers/fixed";
import { releaseOfBuild } from "./lib/release/of-build";

const config: NextConfig = {
  poweredByHeader: false,
  // PGlite finds its WebAssembly beside its own files; bundled, it would look in the wrong place.
  serverExternalPackages: ["@electric-sql/pglite", "pino"],
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

export default createNextIntlPlugin("./lib/i18n/request.ts")(config);
