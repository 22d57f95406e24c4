import "server-only";
import type { EventEmitter } from "node:events";
import { cutConnections, keepNoConnection, knowServers } from "../http/leaving";
import { log } from "../log";
import { interruptLiveRuns, liveRun, liveRuns } from "./lease-keeper";
import { releaseReaders } from "./nudge";

// On globalThis: instrumentation, which hears the signals, and routes, which ask, are bundled apart.
const DRAINING = Symbol.for("agentcore-chat.draining");
type Holder = { [DRAINING]?: boolean };

/** Whether this process is about to end: it finishes what it has begun, and begins nothing. */
export function isDraining(): boolean {
  return (globalThis as Holder)[DRAINING] === true;
}

/** What Next ends with when SIGTERM has asked it to: 128 and the signal's number, as if the signal had killed it. */
const ENDED_BY_SIGTERM = 143;

/** So long the last answers may take to reach their readers, in milliseconds; whoever is left then reads on elsewhere. */
const LAST_WORDS_MS = 5_000;

/**
 * How this process ends when it is asked to.
 *
 * On SIGTERM the answers that it writes may go on for `drainMs`; who reads another instance's answer here is let go at once,
 * to read on elsewhere. Then, and at once on SIGINT or a second signal, what is left ends as interrupted, with what it has said, and its
 * agents are told. Next closes the server to new connections at the first signal, and ends the process when the open ones and
 * the work that was handed to `after` are done: both wait for these ends. Connections that are still open `LAST_WORDS_MS` later are cut.
 *
 * A process that was asked to end and did has not failed: its exit code is 0.
 *
 * @param options.signals the process, or what stands for it in a test
 */
export function drainOnExit(options: { drainMs: number; signals?: Pick<EventEmitter, "on" | "once"> }): void {
  const { drainMs, signals = process } = options;
  knowServers();
  const end = () => {
    interruptLiveRuns();
    releaseReaders();
    setTimeout(cutConnections, LAST_WORDS_MS).unref();
  };
  const begin = () => {
    const again = isDraining();
    (globalThis as Holder)[DRAINING] = true;
    if (!again) keepNoConnection();
    return again;
  };
  signals.on("SIGINT", () => {
    begin();
    end();
  });
  signals.on("SIGTERM", () => {
    if (begin()) return end();
    signals.once("exit", (code: number) => {
      if (code === ENDED_BY_SIGTERM) process.exitCode = 0;
    });
    const left = liveRuns().length;
    if (left === 0 || drainMs === 0) return end();
    log.info({ runs: left, drainMs }, "asked to end: running answers may go on");
    releaseReaders((runId) => liveRun(runId) !== null);
    setTimeout(end, drainMs);
  });
}
