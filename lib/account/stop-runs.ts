import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { findAgent } from "../agentcore/registry";
import { runtimeSessionId } from "../agentcore/session-id";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { run } from "../db/schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { liveRun } from "../runs/lease-keeper";
import type { Run } from "../runs/run-store";
import { settled, settleUpstream } from "../runs/settle";
import { stopRun } from "../runs/stop-run";

/** A process or an agent that does not answer holds nothing up for longer, in milliseconds. */
const MAX_MS = 8_000;

type Scope = Pick<RequestScope, "user" | "token">;

/**
 * Stops every answer that is being written for a person, whichever process writes it, and tells the agents. A run that
 * cannot be stopped loses its rows soon: whatever it still writes meets nothing.
 *
 * @returns how many there were; never waits for long, and fails for no single one
 */
export async function stopRunsOf(db: Database, scope: Scope): Promise<number> {
  const running = await db
    .select()
    .from(run)
    .where(and(eq(run.userId, scope.user.id), eq(run.status, "running")));
  if (running.length === 0) return 0;
  const stopped = Promise.all(running.map((one) => stop(db, scope, one)));
  const timer = new AbortController();
  const late = sleep(MAX_MS, undefined, { ref: false, signal: timer.signal }).catch(() => undefined);
  await Promise.race([stopped, late]);
  timer.abort();
  return running.length;
}

async function stop(db: Database, scope: Scope, { id: runId, threadId, agentId, generation }: Run): Promise<void> {
  try {
    const here = liveRun(runId);
    // Of a deleted thread, too, which `stopRun` does not know.
    here?.stop();
    await stopRun(db, { runId, scope });
    if (here) return await settled(threadId);
    // Another process tells its agent itself, with a token of a session that may be gone before it does.
    const agent = findAgent(agentId);
    const sessionId = runtimeSessionId(getConfig().sessionIdKey, scope.user.id, threadId, generation);
    if (agent) await settleUpstream({ agent, sessionId, threadId, runId, scope });
  } catch (error) {
    log.warn({ err: error, runId }, "a run of an account that is erased could not be stopped");
  }
}
