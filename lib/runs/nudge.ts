import { EventEmitter } from "node:events";

const NUDGES = Symbol.for("agentcore-chat.nudges");
type Nudges = { emitter: EventEmitter; released: boolean };
type Holder = { [NUDGES]?: Nudges };

function nudges(): Nudges {
  const holder = globalThis as Holder;
  if (!holder[NUDGES]) {
    const emitter = new EventEmitter();
    // One listener a reader; a popular thread has more than ten.
    emitter.setMaxListeners(0);
    holder[NUDGES] = { emitter, released: false };
  }
  return holder[NUDGES];
}

/** Tells readers in this process that a run's log or state has changed. Those of other processes look by themselves. */
export function nudge(runId: string): void {
  nudges().emitter.emit(runId);
}

const RELEASE = "release";

/** Lets everybody go who follows a run here, or begins to from now on: this process is about to end. */
export function releaseReaders(): void {
  nudges().released = true;
  nudges().emitter.emit(RELEASE);
}

/** Calls back when the readers are released; at once when they were. @returns what takes that back */
export function onRelease(listener: () => void): () => void {
  const { emitter, released } = nudges();
  if (released) listener();
  else emitter.once(RELEASE, listener);
  return () => emitter.off(RELEASE, listener);
}

/** Resolves at the next nudge, after `ms`, or when the reader has gone. */
export function nudged(runId: string, ms: number, signal: AbortSignal): Promise<void> {
  const { emitter } = nudges();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      emitter.off(runId, done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    emitter.once(runId, done);
    if (signal.aborted) return done();
    signal.addEventListener("abort", done, { once: true });
  });
}
