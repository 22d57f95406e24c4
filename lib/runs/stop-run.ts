import "server-only";
import { findAgent } from "../agentcore/registry";
import { runtimeSessionId } from "../agentcore/session-id";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import type { Database } from "../db/types";
import { findThread } from "../threads/threads";
import { interruptStale } from "./interrupt";
import { liveRun } from "./lease-keeper";
import { nudged } from "./nudge";
import { findRun, type Run, requestStop } from "./run-store";
import { settleUpstream } from "./settle";

/** How long a stop waits to see the end, in milliseconds; the owner hears of it well within. */
const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 100;

type Asking = Pick<RequestScope, "user" | "token"> & Partial<Pick<RequestScope, "hold">>;

export type StopResult = { stopped: boolean; status: Run["status"] };

/**
 * Stops a run, whichever process writes it: the wish is stored first, then its owner acts on it. Only the run of that id;
 * a late stop does not meet the next one.
 *
 * A run whose owner is gone is ended here, and its agent told.
 *
 * @returns how the run ended (`running` when its owner has not answered in time), or null for a run that this person does
 *   not have
 */
export async function stopRun(db: Database, params: { runId: string; scope: Asking }): Promise<StopResult | null> {
  const { runId, scope } = params;
  const userId = scope.user.id;
  const asked = await requestStop(db, { userId, runId });
  const before = await findRun(db, { userId, runId });
  if (!before || !(await findThread(db, { userId, threadId: before.threadId }))) return null;
  if (!asked) return { stopped: false, status: before.status };
  liveRun(runId)?.stop();
  const { runStaleMs } = getConfig();
  const until = Date.now() + WAIT_MS;
  let run = before;
  while (run.status === "running" && Date.now() < until) {
    await nudged(runId, LOOK_EVERY_MS, new AbortController().signal);
    const left = liveRun(runId) ? 0 : await interruptStale(db, { staleMs: runStaleMs, of: run });
    if (left > 0) tellAgent(run, scope);
    run = (await findRun(db, { userId, runId })) ?? run;
  }
  return { stopped: run.status === "stopped", status: run.status };
}

function tellAgent(run: Run, scope: Asking): void {
  const agent = findAgent(run.agentId);
  if (!agent) return;
  const sessionId = runtimeSessionId(getConfig().sessionIdKey, scope.user.id, run.threadId, run.generation);
  const told = settleUpstream({ agent, sessionId, threadId: run.threadId, runId: run.id, scope });
  scope.hold?.(told);
}
