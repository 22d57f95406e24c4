import "server-only";
import type { Agent } from "../agentcore/registry";
import { sendCommand } from "../agentcore/send-command";
import { runtimeSessionId } from "../agentcore/session-id";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import { takeWarmUp } from "../limits/warm-ups";
import { log } from "../log";
import { findThread, mayRun } from "../threads/threads";

/** Beyond that a run had better begin by itself. */
const TIMEOUT_MS = 15_000;

// A run waits for the start of its own session: sent into the middle of it, the message would meet a conflict. On another
// instance it does, and is tried again.
const STARTING = Symbol.for("agentcore-chat.starting-sessions");
type Holder = { [STARTING]?: Map<string, Promise<void>> };

function starting(): Map<string, Promise<void>> {
  const holder = globalThis as Holder;
  holder[STARTING] ??= new Map();
  return holder[STARTING];
}

/** Resolves when this AgentCore session is not being started ahead. Never rejects. */
export function warmedUp(sessionId: string): Promise<void> {
  return starting().get(sessionId) ?? Promise.resolve();
}

/**
 * Starts the microVM of a thread's AgentCore session ahead of the next message, as this person, if the agent's entry wants
 * that. A thread that does not exist yet may be meant: its id is the browser's, and its session the person's alone. In a
 * thread that is somebody else's nothing happens. Nothing is stored but that it was done, for the limits.
 *
 * Not again as long as the session lives by itself: within two thirds of the agent's `idleSeconds` of the last time, or of
 * the last thing said. Never rejects; a start that fails is the run's to tell of.
 */
export async function warmUp(params: {
  scope: Pick<RequestScope, "user" | "token" | "requestId">;
  agent: Agent;
  threadId: string;
}): Promise<void> {
  const { scope, agent, threadId } = params;
  if (!agent.warm) return;
  const userId = scope.user.id;
  try {
    const db = await database();
    if (!(await mayRun(db, { userId, threadId, agentId: agent.id, isFirst: true }))) return;
    const thread = await findThread(db, { userId, threadId });
    const lastsSeconds = (agent.idleSeconds * 2) / 3;
    if (thread && Date.now() - thread.activeAt.getTime() < lastsSeconds * 1000) return;
    const sessionId = runtimeSessionId(getConfig().sessionIdKey, userId, threadId, thread?.generation ?? 0);
    if (!(await takeWarmUp(db, { userId, sessionId, lastsSeconds }))) return;
    await start({ scope, agent, threadId, sessionId });
  } catch (error) {
    log.warn({ err: error, agentId: agent.id, requestId: scope.requestId }, "a session could not be started ahead");
  }
}

async function start({ scope, agent, threadId, sessionId }: Parameters<typeof warmUp>[0] & { sessionId: string }) {
  const call = sendCommand({
    url: agent.invokeUrl,
    sessionId,
    body: { command: "warm", threadId },
    token: scope.token,
    timeoutMs: TIMEOUT_MS,
    // A conflict says that somebody else is starting it, all else that the service has enough to do.
    tries: 1,
  });
  const over = call.then(() => void starting().delete(sessionId));
  starting().set(sessionId, over);
  const outcome = await call;
  const { requestId } = scope;
  if (outcome.ok) log.info({ agentId: agent.id, requestId }, "a session was started ahead");
  else {
    const { code, detail, awsRequestId } = outcome;
    log.info({ agentId: agent.id, requestId, code, detail, awsRequestId }, "a session could not be started ahead");
  }
}
