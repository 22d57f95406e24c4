import "server-only";
import { getConfig } from "../config";
import { database } from "../db/client";
import { log } from "../log";
import { instanceId } from "./instance";
import type { LiveRun } from "./live-run";
import { renewLeases, stopRequests } from "./run-store";

/** A stop that was asked for at another instance is seen within this time, in milliseconds. */
const LOOK_FOR_STOPS_MS = 400;

type Keeper = { runs: Map<string, LiveRun>; timers: ReturnType<typeof setInterval>[]; leaving: boolean };

// On globalThis: instrumentation (which ends the runs when the process goes) and routes are bundled apart.
const KEEPER = Symbol.for("agentcore-chat.lease-keeper");
type Holder = { [KEEPER]?: Keeper };

function keeper(): Keeper {
  const holder = globalThis as Holder;
  holder[KEEPER] ??= { runs: new Map(), timers: [], leaving: false };
  return holder[KEEPER];
}

/** The runs that this process produces. */
export function liveRuns(): LiveRun[] {
  return [...keeper().runs.values()];
}

/** The run of that id, if this process produces it. */
export function liveRun(runId: string): LiveRun | null {
  return keeper().runs.get(runId) ?? null;
}

/** This process is about to end: its runs end as interrupted, and so does every one that begins from now on. */
export function interruptLiveRuns(): void {
  keeper().leaving = true;
  for (const run of liveRuns()) run.interrupt();
}

/**
 * Keeps a run's lease from now until it has ended: renews it, notices when it is lost, and passes stop requests on. One
 * query each for all runs of the process, and none while there are no runs.
 */
export function keepLease(run: LiveRun): void {
  const { runs, timers, leaving } = keeper();
  runs.set(run.runId, run);
  if (leaving) run.interrupt();
  if (timers.length === 0) {
    timers.push(setInterval(() => void renew(), getConfig().runHeartbeatMs));
    timers.push(setInterval(() => void look(), LOOK_FOR_STOPS_MS));
  }
  void run.ended.then(() => {
    runs.delete(run.runId);
    if (runs.size > 0) return;
    for (const timer of timers.splice(0)) clearInterval(timer);
  });
}

async function renew(): Promise<void> {
  const asked = liveRuns();
  try {
    const held = await renewLeases(
      await database(),
      instanceId(),
      asked.map((run) => run.runId),
    );
    // Taken for dead, because this process or the database stood still: somebody may be writing the next answer already.
    for (const run of asked) if (!held.has(run.runId)) run.lose();
  } catch (error) {
    log.warn({ err: error }, "the leases could not be renewed");
  }
}

let looking = false;

async function look(): Promise<void> {
  if (looking) return;
  looking = true;
  try {
    for (const runId of await stopRequests(await database(), instanceId())) liveRun(runId)?.stop();
  } catch (error) {
    log.warn({ err: error }, "stop requests could not be read");
  } finally {
    looking = false;
  }
}
