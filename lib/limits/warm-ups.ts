import "server-only";
import { getConfig } from "../config";
import type { Database } from "../db/types";
import { take } from "./take";

/**
 * Whether an AgentCore session may be started ahead: once in `lastsSeconds` by any instance, and no more of them for a person
 * than they may start runs, apart from those. One that is over a limit is just not started, so nobody needs to hear of it.
 *
 * @throws when the database does not answer: nothing may be started then
 */
export async function takeWarmUp(
  db: Database,
  { userId, sessionId, lastsSeconds }: { userId: string; sessionId: string; lastsSeconds: number },
): Promise<boolean> {
  const taken = await take(
    db,
    { what: "warm-up", subject: userId, perMinute: getConfig().limits.runsPerMinute },
    { what: "warm-up-of-session", subject: sessionId, perMinute: 60 / lastsSeconds, burst: 1 },
  );
  return taken.ok;
}
