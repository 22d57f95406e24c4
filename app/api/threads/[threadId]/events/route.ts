import { z } from "zod";
import { threadEvents } from "@/lib/api/contract";
import { route } from "@/lib/http/route";
import { readEvents } from "@/lib/runs/read-events";
import { threadId, threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const query = z.object({ after: z.string().max(64).optional(), run: threadId.optional() });

/** The thread as JSON: all of it, what has come since `after`, or a run from its beginning. */
export const GET = route(
  { params: threadParams, query, output: threadEvents, use: false },
  async ({ db, user, params, query }) => {
    const { after = null, run = null } = query;
    const found = await readEvents(db, { userId: user.id, threadId: params.threadId, after, run });
    return found ? { ok: true, value: found } : { ok: false, code: "NOT_FOUND" };
  },
);

export {
  unknownMethod as DELETE,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
