import "server-only";
import { run } from "../db/schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { keepMessages, lockForWriting } from "./keep";
import type { LogWriter } from "./log-writer";
import type { Place } from "./place";
import { held, type Lease } from "./run-store";

type Progress = {
  db: Database;
  lease: Lease;
  place: Place;
  writer: LogWriter;
  /** The event up to which it was written down the last time. */
  kept: number;
  lost: () => void;
};

/**
 * Writes a running answer down as messages, with the number of the event that they cover: who reads the thread gets
 * these and the log after that number. A failure is noted; the log has everything, and the next time comes soon.
 *
 * An agent may think, or wait for a tool, for minutes: while it says nothing the thread does not change, and no list of
 * anybody's learns of it.
 *
 * @returns the event up to which it is written down now
 */
export async function keepProgress({ db, lease, place, writer, kept: before, lost }: Progress): Promise<number> {
  await writer.flush();
  const { seq, folded } = writer.covered();
  // Covering what is not in the log yet would show it to readers now and again when it is.
  if (seq === before || !writer.isWritten() || folded.messages.length === 0) return before;
  try {
    const kept = await db.transaction(async (tx) => {
      if (!(await lockForWriting(tx, place))) return false;
      const rows = await tx.update(run).set({ coveredSeq: seq }).where(held(lease)).returning({ id: run.id });
      if (rows.length === 0) return false;
      await keepMessages(tx, place, folded, { ended: null });
      return true;
    });
    if (kept) return seq;
    lost();
  } catch (error) {
    log.warn({ err: error, runId: place.runId }, "an answer could not be written down yet");
  }
  return before;
}
