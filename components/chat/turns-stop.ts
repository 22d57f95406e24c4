import type { TurnsPorts } from "./turns-ports";

/** Milliseconds between two tries while the server does not know the run, and after which it will not any more. */
const TRY_EVERY = 300;
const TRY_FOR = 10_000;
/** Milliseconds after which Stop can be pressed again, lest a stop that had no effect leave a dead button. */
const AGAIN_AFTER = 5_000;

/** How far a stop has come: pressed, or taken by the server. */
export type Stop = "none" | "asked" | "confirmed";

/**
 * Stops one run. The server does not know a run whose POST is still on its way (404): then it is asked again, until it
 * does or the run is over.
 *
 * @param gaveUp called when Stop can be pressed again; `failed` when the server did not take it
 */
export function createStopper(ports: Pick<TurnsPorts, "stop" | "now" | "after">, gaveUp: (failed: boolean) => void) {
  let current: { stop: Stop } | null = null;

  const end = (failed: boolean) => {
    current = null;
    gaveUp(failed);
  };

  return {
    async stop(runId: string): Promise<void> {
      const mine = { stop: "asked" as Stop };
      current = mine;
      const began = ports.now().getTime();
      const ask = async () => {
        if (current !== mine) return;
        const result = await ports.stop(runId);
        if (current !== mine) return;
        if (result.ok) {
          // Still running: its process has not heard of it yet.
          if (result.value.status !== "running") mine.stop = "confirmed";
          ports.after(AGAIN_AFTER, () => current === mine && end(false));
        } else if (result.error.code === "NOT_FOUND" && ports.now().getTime() - began < TRY_FOR) {
          ports.after(TRY_EVERY, () => void ask());
        } else end(true);
      };
      await ask();
    },
    /** The run is over. @returns how far the stop had come */
    over(): Stop {
      const stop = current?.stop ?? "none";
      current = null;
      return stop;
    },
  };
}
