import { fileURLToPath } from "node:url";
import { completeStandalone } from "./complete.ts";

/** The second half of `npm run build:container`. */
try {
  const folder = await completeStandalone(fileURLToPath(new URL("../..", import.meta.url)));
  process.stdout.write(`${folder} is complete; a copy of it runs anywhere: node migrate.mjs, node server.js\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
