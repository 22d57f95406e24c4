import "server-only";
import { createHash } from "node:crypto";
import { and, count, eq, gt, sql } from "drizzle-orm";
import { run } from "../db/schema";
import type { Database } from "../db/types";

/** Tells these locks from others in the same database; any number serves. */
const LOCK_SPACE = 4_020_302;

/**
 * Whether a person may have one more answer written, besides those that are. To be asked in the transaction that claims the
 * run: the person's other claims wait here until it ends, so that parallel ones cannot each find the same place free.
 *
 * A run that has been silent for `staleMs` does not count: its process is gone, and nobody should have to wait until
 * somebody notices.
 */
export async function hasRoomForRun(
  tx: Database,
  params: { userId: string; atOnce: number; staleMs: number },
): Promise<boolean> {
  const { userId, atOnce, staleMs } = params;
  // Two people whose hashes meet wait for each other for a moment, nothing else.
  const lock = createHash("sha256").update(userId).digest().readInt32BE();
  await tx.execute(sql`select pg_advisory_xact_lock(${LOCK_SPACE}::int, ${lock}::int)`);
  const lives = gt(run.heartbeatAt, sql`now() - ${staleMs} * interval '1 millisecond'`);
  const [row] = await tx
    .select({ running: count() })
    .from(run)
    .where(and(eq(run.userId, userId), eq(run.status, "running"), lives));
  return (row?.running ?? 0) < atOnce;
}
