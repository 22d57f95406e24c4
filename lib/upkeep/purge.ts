import "server-only";
import { sql } from "drizzle-orm";
import { finishErasures } from "../account/finish-erasures";
import type { Config } from "../config/settings";
import { rateLimit } from "../db/safety-schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { expiries, type RetentionConfig } from "./expired";

type PurgeConfig = RetentionConfig & Pick<Config, "sessionIdKey">;

/** At most so much at a time: a host that pays by the second runs this after somebody's response. */
const MAX_MS = 15_000;
const MAX_BATCHES = 50;

const EVERY_MINUTES = 10;
/** The row by which one process keeps the others from doing the same. The table of limits has what it takes: a key and a time. */
const TURN = "upkeep:purge";

export type Purged = { removed: Record<string, number>; done: boolean };

/**
 * Finishes erasures, and removes for good what has been kept long enough. A sort of thing that fails is logged and keeps nobody from the others.
 *
 * @returns what is gone, and whether nothing is left to do
 */
export async function purge(db: Database, config: PurgeConfig): Promise<Purged> {
  const until = Date.now() + MAX_MS;
  const purged: Purged = { removed: {}, done: true };
  try {
    const left = await finishErasures(db, config);
    if (left > 0) purged.removed["left of erased accounts"] = left;
  } catch (error) {
    log.warn({ err: error }, "an erasure could not be finished; it is tried again");
  }
  for (const { what, batch, remove } of expiries(config)) {
    let removed = 0;
    try {
      for (let turn = 1; ; turn++) {
        const count = await remove(db);
        removed += count;
        if (count < batch) break;
        if (turn < MAX_BATCHES && Date.now() < until) continue;
        purged.done = false;
        break;
      }
    } catch (error) {
      log.warn({ err: error, what }, "a purge failed; it is tried again");
    }
    if (removed > 0) purged.removed[what] = removed;
  }
  if (Object.keys(purged.removed).length > 0) log.info({ event: "purge", ...purged }, "purged");
  return purged;
}

/**
 * Purges, unless any process has within the last ten minutes. Of many that ask at once the database lets one.
 *
 * @returns null when it was not this one's turn
 */
export async function purgeInTurn(db: Database, config: PurgeConfig): Promise<Purged | null> {
  const next = sql`now() + ${EVERY_MINUTES} * interval '1 minute'`;
  const taken = await db
    .insert(rateLimit)
    .values({ key: TURN, fullAt: next })
    .onConflictDoUpdate({ target: rateLimit.key, set: { fullAt: next }, setWhere: sql`${rateLimit.fullAt} <= now()` })
    .returning({ key: rateLimit.key });
  if (taken.length === 0) return null;
  const purged = await purge(db, config);
  if (!purged.done) await db.update(rateLimit).set({ fullAt: sql`now()` }).where(sql`${rateLimit.key} = ${TURN}`);
  return purged;
}
