import { EventEmitter } from "node:events";

const NUDGES = Symbol.for("agentcore-chat.nudges");
/** Whether the readers of a run stay. */
type Staying = (runId: string) => boolean;
type Nudges = { emitter: EventEmitter; released: Staying | null };
type Holder = { [NUDGES]?: Nudges };

function nudges(): Nudges {
  const holder = globalThis as Holder;
  if (!holder[NUDGES]) {
    const emitter = new EventEmitter();
    // One listener a reader; a popular thread has more than ten.
    emitter.setMaxListeners(0);
    holder[NUDGES] = { emitter, released: null };
  }
  return holder[NUDGES];
}

/** Tells readers in this process that a run's log or state has changed. Those of other processes look by themselves. */
export function nudge(runId: string): void {
  nudges().emitter.emit(runId);
}

const RELEASE = "release";

/**
 * Lets those go who follow a run here, or begin to from now on: this process is about to end.
 *
 * @param staying whose readers may stay until its end; called again, with fewer of them, the others go then
 */
export function releaseReaders(staying: Staying = () => false): void {
  nudges().released = staying;
  nudges().emitter.emit(RELEASE, staying);
}

/** Calls back when the readers of a run are released; at once when they were. @returns what takes that back */
export function onRelease(runId: string, listener: () => void): () => void {
  const { emitter, released } = nudges();
  const told = (staying: Staying) => {
    if (staying(runId)) return;
    emitter.off(RELEASE, told);
    listener();
  };
  emitter.on(RELEASE, told);
  if (released) told(released);
  return () => emitter.off(RELEASE, told);
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
