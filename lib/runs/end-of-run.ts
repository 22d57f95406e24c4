import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db/types";
import { log } from "../log";
import { keepMessages, lockForWriting } from "./keep";
import type { LogWriter } from "./log-writer";
import type { Place } from "./place";
import type { Produced } from "./produce";
import { endRun, held, type Lease } from "./run-store";

/** Milliseconds before each further try; the last is repeated. */
const TRY_AGAIN_AFTER = [100, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

type Ending = {
  db: Database;
  lease: Lease;
  place: Place;
  /** The thread is not to go on in this run's session: the agent was told of its end in a way that costs it that one, or it was an old one. */
  leavesSession: boolean;
  writer: LogWriter;
  produced: Produced;
};

/**
 * Writes down how a run has ended, with everything that it said, before anybody is told.
 *
 * As long as this process lives it goes on trying: the words are nowhere else, and the lease is renewed meanwhile.
 *
 * @returns false when somebody else has ended the run
 */
export async function endOfRun({ db, lease, place, leavesSession, writer, produced }: Ending): Promise<boolean> {
  const { end, title } = produced;
  await writer.flush();
  for (let attempt = 0; ; attempt++) {
    try {
      const { seq, folded } = writer.covered();
      return await db.transaction(async (tx) => {
        if (!(await lockForWriting(tx, place))) return false;
        if (!(await endRun(tx, held(lease), end, seq))) return false;
        const ended = end.status === "completed" ? "whole" : "cut";
        await keepMessages(tx, place, folded, { ended, title, leavesSession });
        return true;
      });
    } catch (error) {
      log.error({ err: error, runId: place.runId, attempt }, "the end of a run could not be written");
      await sleep(TRY_AGAIN_AFTER[Math.min(attempt, TRY_AGAIN_AFTER.length - 1)]);
    }
  }
}
