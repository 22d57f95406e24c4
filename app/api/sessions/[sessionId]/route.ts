import { z } from "zod";
import { sessionsEnded } from "@/lib/api/contract";
import { endSessions } from "@/lib/auth/end-sessions";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const params = z.object({ sessionId: z.string().uuid() });

/** Ends one of the person's sessions. One that is over already is as unknown as somebody else's. */
export const DELETE = route(
  { params, output: sessionsEnded, fresh: true },
  async ({ db, user, requestId, address, scope, params }) => {
    const ended = await endSessions({
      db,
      config: getConfig(),
      userId: user.id,
      which: { id: params.sessionId },
      kind: "session-revoked",
      asked: { address, requestId },
      hold: scope.hold,
    });
    return ended.length > 0 ? { ok: true, value: { ended: ended.length } } : { ok: false, code: "NOT_FOUND" };
  },
);

export {
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
