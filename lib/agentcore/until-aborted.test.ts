import { expect, it } from "vitest";
import { followSignals, untilAborted } from "./until-aborted";

const never = new Promise<never>(() => undefined);

it("gives up work that does not notice the abort", async () => {
  const controller = new AbortController();
  const waiting = untilAborted(controller.signal, never);
  controller.abort(new Error("silence"));
  await expect(waiting).rejects.toThrow("silence");
  await expect(untilAborted(controller.signal, never)).rejects.toThrow("silence");
});

it("gives what the work gives, and its error", async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(signal, Promise.resolve(7))).toBe(7);
  await expect(untilAborted(signal, Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});

it("follows whichever is aborted first, also one that was before", () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const both = followSignals(one.signal, null, two.signal);
  expect(both.aborted).toBe(false);
  two.abort(new Error("two"));
  one.abort(new Error("one"));
  expect((both.reason as Error).message).toBe("two");
  expect(followSignals(AbortSignal.abort(new Error("before"))).aborted).toBe(true);
});
