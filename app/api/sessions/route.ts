import { sessionList, sessionsEnded } from "@/lib/api/contract";
import { endOwnSessions, ownSessions } from "@/lib/auth/own-sessions";
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
export const DELETE = route({ output: sessionsEnded, fresh: true }, async (call) => {
  const ended = await endOwnSessions(call, { not: call.user.sid });
  return { ok: true, value: { ended } };
});

export { unknownMethod as PATCH, unknownMethod as POST, unknownMethod as PUT } from "@/lib/http/answer";
