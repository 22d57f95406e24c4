import { RunAgentInputSchema } from "@ag-ui/core";
import { z } from "zod";
import { agentForRun } from "@/lib/agentcore/for-person";
import { runStarted } from "@/lib/api/contract";
import { MAX_RUN_BODY_BYTES } from "@/lib/copilot/before-handler";
import { route } from "@/lib/http/route";
import { formatCursor } from "@/lib/runs/read-events";
import { startRun } from "@/lib/runs/start-run";
import { readTurn } from "@/lib/runs/turn";
import { turnProblem } from "@/lib/runs/turn-problem";
import { threadId, threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const body = RunAgentInputSchema.extend({ agentId: z.string().max(128), threadId, runId: threadId });

/** Starts a run whose events are read from `/events`. */
export const POST = route(
  { params: threadParams, body, output: runStarted, maxBytes: MAX_RUN_BODY_BYTES },
  async ({ params, body, scope }) => {
    if (body.threadId !== params.threadId) return { ok: false, code: "BAD_REQUEST", fields: [WRONG_THREAD] };
    const found = await agentForRun(scope, body.agentId);
    if (!found.ok) return found;
    const read = readTurn(body);
    if (!read.ok) return { ok: false, ...turnProblem(read) };
    const { threadId, runId } = body;
    const result = await startRun({ scope, agent: found.agent, threadId, runId, turn: read.turn });
    if (!result.ok) return result;
    result.run.dropUnread();
    return { ok: true, status: 202, value: { runId, cursor: formatCursor({ runId, seq: 0 }) } };
  },
);

const WRONG_THREAD = { path: "threadId", message: "is not the thread of the address" };

export {
  unknownMethod as DELETE,
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as PUT,
} from "@/lib/http/answer";
