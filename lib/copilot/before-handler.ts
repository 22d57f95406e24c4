import "server-only";
import { type BaseEvent, EventType, RunAgentInputSchema } from "@ag-ui/core";
import type { CopilotRuntimeHooks } from "@copilotkit/runtime/v2";
import { z } from "zod";
import { agentForRun } from "../agentcore/for-person";
import { watchSession } from "../auth/session-watch";
import { getConfig } from "../config";
import { database } from "../db/client";
import type { ErrorCode, HttpErrorBody } from "../errors";
import { fieldsOf } from "../http/fields";
import { isFromOurPage, readMutation } from "../http/guards";
import { markRefusal } from "../http/refusals";
import { errorResponse, json } from "../http/respond";
import { errorSentence } from "../i18n/sentences";
import { log } from "../log";
import type { ThreadRunner } from "../runs/thread-runner";
import { readTurn } from "../runs/turn";
import { turnProblem } from "../runs/turn-problem";
import { isThreadId } from "../threads/thread-id";
import { findThread, mayRun } from "../threads/threads";
import { currentScope } from "./scope";
import { sseResponse } from "./sse-response";

/** The browser posts its whole copy of the conversation with each run; hosts such as Vercel take 4.5 MB at most. */
export const MAX_RUN_BODY_BYTES = 4 * 1024 * 1024;

type BeforeHandler = NonNullable<CopilotRuntimeHooks["onBeforeHandler"]>;

type Detail = { fields?: HttpErrorBody["fields"]; retryAfter?: number };

function refuse(code: ErrorCode, detail: Detail = {}): never {
  const { locale, requestId } = currentScope();
  throw markRefusal(errorResponse(code, locale, { requestId, ...detail }), code);
}

/**
 * Decides about every request that CopilotKit has matched to one of its routes, before its handler runs.
 *
 * Only info, run, connect and stop exist here; the others (threads, suggest, transcribe, debug events, …) act for
 * anybody or cost money. Run, connect and stop are answered at once by throwing the Response, which is CopilotKit's way for a
 * hook to answer: its own writer clones each response, and the unread half of that clone buffers the whole
 * stream, keep-alive timer and all, until the garbage collector comes by.
 */
export function beforeHandler(runner: ThreadRunner): BeforeHandler {
  const decide = decider(runner);
  return async (context) => {
    try {
      return await decide(context);
    } catch (error) {
      if (error instanceof Response) throw error;
      // CopilotKit would write it whole to the console, and an error of the database holds what was said.
      log.error({ err: error, requestId: currentScope().requestId }, "a request to CopilotKit's routes failed");
      return refuse("INTERNAL");
    }
  };
}

function decider(runner: ThreadRunner): BeforeHandler {
  return async ({ request, route }) => {
    const scope = currentScope();
    const { user } = scope;
    switch (route.method) {
      case "info":
        return;
      case "agent/run": {
        const input = await readCall(request);
        const found = await agentForRun(scope, route.agentId);
        if (!found.ok) return refuse(found.code);
        const { agent } = found;
        const read = readTurn(input);
        if (!read.ok) {
          const { code, fields } = turnProblem(read);
          return refuse(code, { fields });
        }
        const asked = { userId: user.id, threadId: input.threadId, agentId: agent.id };
        if (!(await mayRun(await database(), { ...asked, isFirst: read.turn.parentId === null })))
          return refuse("NOT_FOUND");
        const started = await runner.start(agent, input.threadId, input.runId, read.turn);
        if (!started.ok) return refuse(started.code, { retryAfter: started.retryAfter });
        throw stream(started.events, input.runId);
      }
      case "agent/connect": {
        // Whose thread it is decides, not which agent is named: to read it does not take its agent, which may be gone.
        const input = await readCall(request);
        if (!(await exists(user.id, input.threadId))) return refuse("NOT_FOUND");
        throw stream(runner.follow({ threadId: input.threadId }), input.runId);
      }
      case "agent/stop": {
        const body = await readStop(request);
        if (!(await exists(user.id, route.threadId))) return refuse("NOT_FOUND");
        // As above: CopilotKit's own handler would first look for the agent among those that the person may use.
        throw json({ stopped: await runner.stop({ threadId: route.threadId, ...body }) });
      }
      default:
        return refuse("NOT_FOUND");
    }
  };
}

/** A path that names no thread names nobody's. */
async function exists(userId: string, threadId: string): Promise<boolean> {
  return isThreadId(threadId) && (await findThread(await database(), { userId, threadId })) !== null;
}

async function readBody(request: Request): Promise<unknown> {
  const body = await readMutation(request, { siteUrl: getConfig().siteUrl, maxBytes: MAX_RUN_BODY_BYTES });
  return body.ok ? body.value : refuse(body.code);
}

const stopBody = z.object({ runId: z.string().max(128).optional() });

/** CopilotKit stops a run that this browser did not start without any body. Of one that there is only the run is read. */
async function readStop(request: Request): Promise<z.infer<typeof stopBody>> {
  if (request.body) {
    const parsed = stopBody.safeParse(await readBody(request));
    return parsed.success ? parsed.data : refuse("BAD_REQUEST", { fields: fieldsOf(parsed.error) });
  }
  const guarded = isFromOurPage(request.headers, getConfig().siteUrl);
  return guarded.ok ? {} : refuse(guarded.code);
}

async function readCall(request: Request) {
  const parsed = RunAgentInputSchema.safeParse(await readBody(request));
  if (!parsed.success) {
    return refuse("BAD_REQUEST", { fields: fieldsOf(parsed.error) });
  }
  if (!isThreadId(parsed.data.threadId))
    return refuse("BAD_REQUEST", { fields: [{ path: "threadId", message: "is not a UUID" }] });
  if (!isThreadId(parsed.data.runId))
    return refuse("BAD_REQUEST", { fields: [{ path: "runId", message: "is not a UUID" }] });
  return parsed.data;
}

/** The events of a run for as long as this browser's session lasts; the run itself goes on and is stored. */
function stream(events: Parameters<typeof sseResponse>[0], runId: string): Response {
  const { requestId, locale, user } = currentScope();
  const code: ErrorCode = "SIGN_IN_EXPIRED";
  const lastEvent = () => {
    const metadata = { runId, requestId, at: new Date().toISOString() };
    return { type: EventType.RUN_ERROR, code, message: errorSentence(code, locale), metadata } as BaseEvent;
  };
  const watch = (over: () => void) => watchSession({ sid: user.sid, userId: user.id }, over);
  return sseResponse(events, { requestId, within: { watch, lastEvent } });
}
