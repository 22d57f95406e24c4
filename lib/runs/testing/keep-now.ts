import { vi } from "vitest";
import { KEEP_EVERY_MS } from "../run-in-background";

/**
 * Lets a test have what running answers have said written down as messages when it wants, instead of waiting until it is
 * time for that. Of the runs that begin from now on, until mocks are restored.
 */
export function keepWhenAsked(): () => void {
  const keeps: (() => void)[] = [];
  const start = globalThis.setInterval;
  vi.spyOn(globalThis, "setInterval").mockImplementation(((work: () => void, ms?: number) => {
    if (ms === KEEP_EVERY_MS) keeps.push(work);
    return start(work, ms);
  }) as typeof setInterval);
  return () => {
    for (const keep of keeps) keep();
  };
}
