import { z } from "zod";
import { runStopped } from "@/lib/api/contract";
import { route } from "@/lib/http/route";
import { stopRun } from "@/lib/runs/stop-run";
import { threadId } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const params = z.object({ runId: threadId });

/** Stops a run, whichever process writes it. */
export const POST = route(
  { params, body: z.object({}).strict(), output: runStopped },
  async ({ db, params, scope }) => {
    const result = await stopRun(db, { runId: params.runId, scope });
    return result ? { ok: true, value: result } : { ok: false, code: "NOT_FOUND" };
  },
);

export {
  unknownMethod as DELETE,
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as PUT,
} from "@/lib/http/answer";
