import "server-only";
import type { Agent } from "../agentcore/registry";
import { stopUpstream } from "../agentcore/stop";
import type { RequestScope } from "../copilot/scope";
import { database } from "../db/client";
import { log } from "../log";
import { isAnotherRunning } from "./run-store";

// The thread's next run waits until the agent has heard of the end of the last one: sent at once, the message
// would meet an agent that is still busy with it. Another instance meets the 409 instead and tries again.
const SETTLING = Symbol.for("agentcore-chat.settling");
type Holder = { [SETTLING]?: Map<string, Promise<void>> };

function settling(): Map<string, Promise<void>> {
  const holder = globalThis as Holder;
  holder[SETTLING] ??= new Map();
  return holder[SETTLING];
}

/** Resolves when the agent of this thread knows of every end so far. Never rejects. */
export function settled(threadId: string): Promise<void> {
  return settling().get(threadId) ?? Promise.resolve();
}

/**
 * Whether being told of an end costs the agent its AgentCore session. A thread must not use that one again: the end of it
 * may arrive after the next message has.
 */
export function losesSession(agent: Pick<Agent, "stop"> | null): boolean {
  return agent?.stop !== "command";
}

/**
 * Tells the agent of a thread that a run is over; see `stopUpstream`.
 *
 * @returns when it was told, or that failed; never rejects
 */
export function settleUpstream(params: {
  agent: Agent;
  sessionId: string;
  threadId: string;
  runId: string;
  scope: Pick<RequestScope, "token">;
}): Promise<void> {
  const { agent, sessionId, threadId, runId, scope } = params;
  const earlier = settled(threadId);
  const told = (async () => {
    await earlier;
    const outcome = await stopUpstream({
      agent,
      sessionId,
      threadId,
      runId,
      token: scope.token,
      mayEndSession: () => isAlone(agent, threadId, runId),
    });
    log[outcome.by === "failed" ? "warn" : "info"]({ runId, ...outcome }, "told the agent to stop");
  })().finally(() => {
    if (settling().get(threadId) === told) settling().delete(threadId);
  });
  settling().set(threadId, told);
  return told;
}

/** Ending the session of an agent that takes commands would end the thread's next run with it, if that is on already. */
async function isAlone(agent: Agent, threadId: string, runId: string): Promise<boolean> {
  if (agent.stop !== "command") return true;
  try {
    return !(await isAnotherRunning(await database(), { threadId, runId }));
  } catch {
    return false;
  }
}
