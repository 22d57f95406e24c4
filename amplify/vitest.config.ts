import { defineConfig } from "vitest/config";

/** A run of its own (`npm test` at the root starts it): these need this folder's packages, and the site's tests do not. */
export default defineConfig({
  test: {
    dir: import.meta.dirname,
    include: ["**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
