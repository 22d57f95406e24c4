import "server-only";
import { getConfig } from "./config";
import { openDatabase } from "./db/client";
import { isMigrated } from "./db/postgres";
import { keepConnections } from "./http/keep-alive";
import { writePeers } from "./http/peer-header";
import { keepAddressesReadable } from "./http/readable-address";
import { log } from "./log";
import { drainOnExit } from "./runs/drain";
import { startUpkeep } from "./runs/upkeep";

/** Checks the environment and the database; on a problem it says what to do and ends the process with code 1. */
export async function boot(): Promise<void> {
  try {
    const config = getConfig();
    keepConnections();
    writePeers();
    keepAddressesReadable();
    if (config.localDefaults.length > 0) {
      process.stdout.write(
        `Local defaults are in use for: ${config.localDefaults.join(", ")} (see .env.example; production has none).\n`,
      );
    }
    const open = await openDatabase();
    if (config.database.kind === "postgres" && !(await isMigrated(open))) {
      throw new Error("The database is not up to date. Run: npm run db:migrate (in the container: node migrate.mjs)");
    }
    await startUpkeep(open.db, config);
    drainOnExit({ drainMs: config.runDrainMs });
    log.info({ release: config.release }, "the site has started");
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
