import { sessionList, sessionsEnded } from "@/lib/api/contract";
import { endSessions } from "@/lib/auth/end-sessions";
import { ownSessions } from "@/lib/auth/own-sessions";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Where the person is signed in: this browser first, then by last use. */
export const GET = route({ output: sessionList }, async ({ db, user }) => {
  const { sessionIdleSeconds: idleSeconds } = getConfig();
  return { ok: true, value: { sessions: await ownSessions(db, { userId: user.id, sid: user.sid, idleSeconds }) } };
});

/** Ends all of the person's sessions but this browser's. */
export const DELETE = route({ output: sessionsEnded, fresh: true }, async ({ db, user, requestId, address, scope }) => {
  const ended = await endSessions({
    db,
    config: getConfig(),
    userId: user.id,
    which: { not: user.sid },
    kind: "session-revoked",
    asked: { address, requestId },
    hold: scope.hold,
  });
  return { ok: true, value: { ended: ended.length } };
});

export { unknownMethod as PATCH, unknownMethod as POST, unknownMethod as PUT } from "@/lib/http/answer";
