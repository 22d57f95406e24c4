import { agentForRun } from "@/lib/agentcore/for-person";
import { warmAsked, warmRequest } from "@/lib/api/contract";
import { route } from "@/lib/http/route";
import { warmUp } from "@/lib/runs/warm-up";
import { threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Asks for the agent's microVM to be there when the message comes. The same answer whatever comes of it. */
export const POST = route(
  { params: threadParams, body: warmRequest, output: warmAsked, use: false },
  async ({ params, body, scope }) => {
    const found = await agentForRun(scope, body.agentId);
    if (!found.ok) return found;
    // Looked up behind the answer: not even the time that it takes tells whose thread this is.
    scope.hold(warmUp({ scope, agent: found.agent, threadId: params.threadId }));
    return { ok: true, status: 202, value: {} };
  },
);

export {
  unknownMethod as DELETE,
  unknownMethod as GET,
  unknownMethod as PATCH,
  unknownMethod as PUT,
} from "@/lib/http/answer";
