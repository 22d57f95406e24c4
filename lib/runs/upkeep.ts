import "server-only";
import type { Config } from "../config/settings";
import type { Database } from "../db/types";
import { log } from "../log";
import { purgeWhenDue } from "../upkeep/after-response";
import { interruptLeftBehind, interruptStale } from "./interrupt";

/** A list that nobody reads shows a dead run as running for this long more, in milliseconds. */
const SWEEP_EVERY_MS = 10_000;

/**
 * Ends what dead processes have left running: at once for an embedded database, which only one process can have open, and
 * by its age on Postgres, now and from time to time. A host that freezes the process between requests has no
 * timers; there the readers of a thread do the same for that thread. Purges, too, when it is time for that.
 */
export async function startUpkeep(db: Database, config: Pick<Config, "database" | "runStaleMs">): Promise<void> {
  const isOnlyProcess = config.database.kind === "embedded";
  const sweep = async () => {
    try {
      await interruptStale(db, { staleMs: config.runStaleMs });
    } catch (error) {
      log.warn({ err: error }, "dead runs could not be ended; it is tried again");
    }
    // Not waited for: a start must not wait for what a long silence has left to purge.
    void purgeWhenDue();
  };
  const left = isOnlyProcess ? await interruptLeftBehind(db) : 0;
  if (left > 0) log.warn({ runs: left }, "runs of an earlier process were interrupted");
  await sweep();
  setInterval(() => void sweep(), Math.min(config.runStaleMs, SWEEP_EVERY_MS)).unref();
}
