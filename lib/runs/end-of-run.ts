import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../db/types";
import { log } from "../log";
import { keepMessages } from "./keep";
import type { LogWriter } from "./log-writer";
import type { Produced } from "./produce";
import { endRun, held, type Lease } from "./run-store";

/** Milliseconds between the tries to write an end down: a database that restarts takes that long. */
const TRY_AGAIN_AFTER = [100, 500, 1_000, 2_000, 4_000, 8_000, 15_000];

type Ending = {
  db: Database;
  lease: Lease;
  place: { userId: string; threadId: string; runId: string; baseMessageId: string };
  writer: LogWriter;
  produced: Produced;
};

/**
 * Writes down how a run has ended, with everything that it said, before anybody is told.
 *
 * @returns false when somebody else has ended it, or the database could not be reached: then what is in the log is found
 *   by whoever notices that the run is silent
 */
export async function endOfRun({ db, lease, place, writer, produced }: Ending): Promise<boolean> {
  await writer.flush();
  for (let attempt = 0; ; attempt++) {
    try {
      const { seq, folded } = writer.covered();
      return await db.transaction(async (tx) => {
        if (!(await endRun(tx, held(lease), produced.end, seq))) return false;
        await keepMessages(tx, place, folded, { ended: true, title: produced.title });
        return true;
      });
    } catch (error) {
      const wait = TRY_AGAIN_AFTER[attempt];
      log.error({ err: error, runId: place.runId, again: wait !== undefined }, "the end of a run could not be written");
      if (wait === undefined) return false;
      await sleep(wait);
    }
  }
}
