import "server-only";
import { and, exists, inArray, lt, sql } from "drizzle-orm";
import { run, runEvent, thread } from "../db/schema";
import type { Database } from "../db/types";
import { ago } from "./run-store";

const HOUR = 3_600_000;
/** The log of a run serves readers who come back to it; once it has ended, the messages say the same. */
const LOG_KEPT_MS = 24 * HOUR;
/** How long a deleted thread can be brought back. */
const DELETED_KEPT_MS = 30 * 24 * HOUR;
/** At a time, so that no purge holds the database up. */
const BATCH = 200;

/** Removes for good what has been kept long enough: logs of ended runs, and deleted threads with all that is in them. */
export async function purge(db: Database): Promise<void> {
  const logged = db.select({ id: runEvent.runId }).from(runEvent).where(sql`${runEvent.runId} = ${run.id}`);
  const ended = db
    .select({ id: run.id })
    .from(run)
    .where(and(lt(run.endedAt, ago(LOG_KEPT_MS)), exists(logged)))
    .limit(BATCH);
  await db.delete(runEvent).where(inArray(runEvent.runId, ended));
  const deleted = db
    .select({ id: thread.id })
    .from(thread)
    .where(lt(thread.deletedAt, ago(DELETED_KEPT_MS)))
    .limit(BATCH);
  await db.delete(thread).where(inArray(thread.id, deleted));
}
