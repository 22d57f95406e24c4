import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const alias = {
  "@": root,
  // Outside a React Server Components bundle `server-only` throws on import; here everything is the server.
  "server-only": fileURLToPath(new URL("./dev/tools/empty-module.ts", import.meta.url)),
};
// `amplify/` has packages and a run of its own (dev/test.ts).
const exclude = ["**/node_modules/**", "**/.next/**", "**/.open-next/**", "e2e/**", "amplify/**"];

export default defineConfig({
  test: {
    // By itself Vitest leaves a core free, which is half of a small machine; most of these wait for databases.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Against what hangs. A database takes seconds to start on a busy machine, and what a test waits for it waits for by itself.
    hookTimeout: 60_000,
    testTimeout: 60_000,
    globalSetup: ["dev/test/data-dir.global.ts"],
    setupFiles: ["dev/test/patience.setup.ts", "dev/test/data-dir.setup.ts"],
    // CopilotKit would phone home from every suite that loads it.
    env: { COPILOTKIT_TELEMETRY_DISABLED: "true", DO_NOT_TRACK: "1" },
    projects: [
      {
        extends: true,
        resolve: { alias },
        test: { name: "node", environment: "node", include: ["**/*.test.ts"], exclude },
      },
      {
        extends: true,
        resolve: { alias },
        test: {
          name: "browser",
          environment: "jsdom",
          include: ["**/*.test.tsx"],
          exclude,
          server: { deps: { inline: [/@copilotkit/] } },
        },
      },
    ],
  },
});
