/** Why a run ended before its model was done. */
export type EndReason = "stopped" | "disconnected" | "shutdown";

export type ActiveRun = {
  threadId: string;
  runId: string;
  signal: AbortSignal;
  /** Ends the run; the first reason counts. */
  end: (reason: EndReason) => void;
  /** Takes the run off the list. */
  close: () => void;
  /** Resolves when it has been taken off. */
  closed: Promise<void>;
};

/** The reason that a run's signal carries, `undefined` while it goes on. */
export function endReason(signal: AbortSignal): EndReason | undefined {
  return signal.aborted ? (signal.reason as EndReason) : undefined;
}

/** The runs of this process: one a thread at most, so that `stop` needs only the thread. */
export class RunRegistry {
  readonly #runs = new Map<string, ActiveRun>();
  #waiting: (() => void)[] = [];

  get size(): number {
    return this.#runs.size;
  }

  /** Puts a run on the list, or gives `undefined` when its thread has one already. */
  begin(threadId: string, runId: string): ActiveRun | undefined {
    if (this.#runs.has(threadId)) return undefined;
    const controller = new AbortController();
    let resolveClosed = () => {};
    const closed = new Promise<void>((resolve) => {
      resolveClosed = resolve;
    });
    const run: ActiveRun = {
      threadId,
      runId,
      signal: controller.signal,
      end: (reason) => controller.abort(reason),
      close: () => {
        if (this.#runs.get(threadId) !== run) return;
        this.#runs.delete(threadId);
        resolveClosed();
        if (this.#runs.size > 0) return;
        for (const resolve of this.#waiting.splice(0)) resolve();
      },
      closed,
    };
    this.#runs.set(threadId, run);
    return run;
  }

  /**
   * Ends a thread's run, whichever it is or, with a run id, only that one: a late stop must not hit the next answer.
   *
   * @returns whether there was such a run
   */
  stop(threadId: string, runId?: string): boolean {
    const run = this.#runs.get(threadId);
    if (!run || (runId !== undefined && run.runId !== runId)) return false;
    run.end("stopped");
    return true;
  }

  /**
   * Waits while the thread's run is on its way out: who has just stopped an answer sends the next message at once, and
   * a model or a start-up that is slow to notice must not get it refused as busy.
   *
   * @param maxMs gives up after this long; a run that nobody has ended is not waited for at all
   */
  async vacated(threadId: string, maxMs: number): Promise<void> {
    const run = this.#runs.get(threadId);
    if (!run?.signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, maxMs);
    });
    await Promise.race([run.closed, enough]);
    clearTimeout(timer);
  }

  endAll(reason: EndReason): void {
    for (const run of this.#runs.values()) run.end(reason);
  }

  /** Resolves when no run is on. */
  async idle(): Promise<void> {
    if (this.#runs.size > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
