import { existsSync } from "node:fs";
import { join } from "node:path";

/** Where the SQL migrations are, from the working directory that `next start`, the command line and tests run in. */
export function migrationsFolder(): string {
  const folder = join(process.cwd(), "lib/db/migrations");
  if (!existsSync(join(folder, "meta/_journal.json"))) {
    throw new Error(`The SQL migrations are not at ${folder}. Start the site from the project's folder.`);
  }
  return folder;
}
