import "server-only";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { takeLock } from "./embedded-lock";
import { migrationsFolder } from "./migrations-folder";
import { quietQueryErrors } from "./quiet-errors";
import { schema } from "./schema";
import type { OpenDatabase } from "./types";

/**
 * Opens the embedded database in `${dataDir}/db`, migrates it and keeps its lock until `close`.
 *
 * @throws when another process has it open; the message says which and what to do
 */
export async function openEmbedded(dataDir: string): Promise<OpenDatabase> {
  quietQueryErrors();
  mkdirSync(dataDir, { recursive: true });
  const lock = takeLock(join(dataDir, "db.lock"));
  if (!lock.ok) {
    const who = lock.holder ? `process ${lock.holder.pid} on ${lock.holder.host}` : "another process";
    throw new Error(
      `The embedded database in ${dataDir} is in use by ${who}. End that process, set another DATA_DIR, or set DATABASE_URL to use Postgres. If it was on a machine or in a container that is gone, delete ${join(dataDir, "db.lock")}.`,
    );
  }
  process.once("exit", lock.release);
  try {
    // Loaded on use: PGlite is 27 MB of WebAssembly that a site on Postgres never needs.
    const { PGlite } = await import("@electric-sql/pglite");
    const client = await PGlite.create(join(dataDir, "db"));
    const db = drizzle(client, { schema });
    await migrate(db, { migrationsFolder: migrationsFolder() });
    return {
      db,
      close: async () => {
        await client.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
