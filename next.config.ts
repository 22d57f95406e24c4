import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  poweredByHeader: false,
  // PGlite finds its WebAssembly beside its own files; bundled, it would look in the wrong place.
  serverExternalPackages: ["@electric-sql/pglite", "pino"],
  // `next dev` on 127.0.0.1 or localhost is the same machine.
  allowedDevOrigins: ["127.0.0.1"],
  devIndicators: false,
  headers: async () => [
    {
      // Whoever has the address can read it: no index keeps it, and no page that is linked from it is told.
      source: "/share/:path*",
      headers: [
        { key: "X-Robots-Tag", value: "noindex, nofollow" },
        { key: "Referrer-Policy", value: "no-referrer" },
      ],
    },
  ],
};

export default createNextIntlPlugin("./lib/i18n/request.ts")(config);
