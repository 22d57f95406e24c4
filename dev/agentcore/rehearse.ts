import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { RuntimeOptions } from "./options.ts";
import type { Sessions } from "./sessions.ts";

const LATE_MS = 8_000;

/**
 * Starts each of a developer's own agents once and ends it again, and says how it went. What is wrong with one is told by
 * the sessions' advice, now and not when the first person writes.
 */
export async function rehearse(runtimes: readonly RuntimeOptions[], sessions: Sessions, log: Logger): Promise<void> {
  await Promise.all(
    runtimes.map(async (runtime) => {
      if (runtime.name === undefined) return;
      const id = `rehearse-${randomUUID()}`;
      const started = Date.now();
      const late = setTimeout(
        () => log.warn({ agent: runtime.name }, "has not answered /ping yet; waiting …"),
        LATE_MS,
      );
      const acquired = await sessions.acquire(runtime, id, "rehearsal");
      clearTimeout(late);
      if (!acquired.ok) return;
      const one = acquired.agent.pid !== undefined;
      const how = one
        ? "each conversation has a process of its own, started with its first message"
        : "all conversations share it";
      log.info({ agent: runtime.name }, `is fit to be talked to (${Date.now() - started} ms): ${how}`);
      await sessions.stop(runtime, id);
    }),
  );
}
