import "server-only";
import type { SessionList } from "../api/contract";
import { getConfig } from "../config";
import type { Database } from "../db/types";
import type { Call } from "../http/route";
import { endSessions } from "./end-sessions";
import { type Idle, listSessions, type SessionKey } from "./sessions";
import { readUserAgent } from "./user-agent";

/** A person's live sessions as they see them: this browser's first, then by last use. The cookies' ids are not among it. */
export async function ownSessions(db: Database, params: SessionKey & Idle): Promise<SessionList["sessions"]> {
  const rows = await listSessions(db, params);
  const own = rows.filter((row) => row.sid === params.sid);
  const others = rows.filter((row) => row.sid !== params.sid);
  return [...own, ...others].map((row) => ({
    id: row.id,
    current: row.sid === params.sid,
    ...readUserAgent(row.userAgent),
    address: row.address,
    startedAt: row.createdAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
  }));
}

/** Ends some of the sessions of the person who asks. @returns how many were live until now */
export async function endOwnSessions(
  { db, user, requestId, address, scope }: Pick<Call, "db" | "user" | "requestId" | "address" | "scope">,
  which: { id: string } | { not: string },
): Promise<number> {
  const ended = await endSessions({
    db,
    config: getConfig(),
    userId: user.id,
    which,
    kind: "session-revoked",
    asked: { address, requestId },
    hold: scope.hold,
  });
  return ended.length;
}
