import { vi } from "vitest";
import { KEEP_EVERY_MS } from "../run-in-background";

/**
 * What running answers have said is written down as messages when a test asks for it, and not every three seconds: nobody
 * waits for that, and the database stands still meanwhile. For the runs that begin until mocks are restored.
 *
 * @returns writes down what they have said so far
 */
export function keepWhenAsked(): () => void {
  const keeps: (() => void)[] = [];
  const start = globalThis.setInterval;
  vi.spyOn(globalThis, "setInterval").mockImplementation(((work: () => void, ms?: number) => {
    if (ms !== KEEP_EVERY_MS) return start(work, ms);
    keeps.push(work);
    return start(() => undefined, ms);
  }) as typeof setInterval);
  return () => {
    for (const keep of keeps) keep();
  };
}
