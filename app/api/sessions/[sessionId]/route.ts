import { z } from "zod";
import { sessionsEnded } from "@/lib/api/contract";
import { endOwnSessions } from "@/lib/auth/own-sessions";
import { route } from "@/lib/http/route";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const params = z.object({ sessionId: z.string().uuid() });

/** Ends one of the person's sessions. One that is over already is as unknown as somebody else's. */
export const DELETE = route({ params, output: sessionsEnded, fresh: true }, async (call) => {
  const ended = await endOwnSessions(call, { id: call.params.sessionId });
  return ended > 0 ? { ok: true, value: { ended } } : { ok: false, code: "NOT_FOUND" };
});

export {
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
