import { type BaseEvent, EventType } from "@ag-ui/core";
import { describe, expect, it, vi } from "vitest";
import { createOutlet } from "./live-run";

const custom = (value: string) => ({ type: EventType.CUSTOM, name: "n", value }) as BaseEvent;
const delta = (text: string) =>
  ({ type: EventType.TEXT_MESSAGE_CONTENT, messageId: "m", delta: text }) as BaseEvent & { delta: string };

/** Reads an outlet from now on. */
function read(outlet: ReturnType<typeof createOutlet>) {
  const seen: BaseEvent[] = [];
  const completed = vi.fn();
  const subscription = outlet.events.subscribe({ next: (event) => seen.push(event), complete: completed });
  return { seen, completed, leave: () => subscription.unsubscribe() };
}

describe("an outlet", () => {
  it("gives its reader what came before, then the rest as it comes, then the end", () => {
    const outlet = createOutlet();
    outlet.next(custom("1"));
    outlet.next(delta("a"));
    outlet.next(delta("b"));
    const { seen, completed } = read(outlet);
    expect(seen).toEqual([custom("1"), delta("ab")]);
    outlet.next(delta("c"));
    expect(seen.at(-1)).toEqual(delta("c"));
    outlet.complete();
    expect(completed).toHaveBeenCalledOnce();
  });

  it("gives all of it when it is over already", () => {
    const outlet = createOutlet();
    outlet.next(custom("1"));
    outlet.complete();
    const { seen, completed } = read(outlet);
    expect(seen).toEqual([custom("1")]);
    expect(completed).toHaveBeenCalledOnce();
  });

  it.each([
    [
      "many events",
      (outlet: ReturnType<typeof createOutlet>) => {
        for (let at = 0; at < 10_000; at++) outlet.next(custom(String(at)));
      },
    ],
    [
      "much text",
      (outlet: ReturnType<typeof createOutlet>) => {
        for (let at = 0; at < 100; at++) outlet.next(delta("x".repeat(30_000)));
      },
    ],
    [
      "what is dropped",
      (outlet: ReturnType<typeof createOutlet>) => {
        outlet.next(custom("1"));
        outlet.dropUnread();
        outlet.next(custom("2"));
      },
    ],
  ])("does not keep %s for a reader that does not come; one that does is told to read elsewhere", (_, fill) => {
    const outlet = createOutlet();
    fill(outlet);
    const { seen, completed } = read(outlet);
    expect(seen).toEqual([]);
    // No RUN_FINISHED before it: that is a cut stream.
    expect(completed).toHaveBeenCalledOnce();
  });

  it("keeps nothing for a reader that has left", () => {
    const outlet = createOutlet();
    const { seen, leave } = read(outlet);
    leave();
    outlet.next(custom("1"));
    expect(seen).toEqual([]);
    expect(read(outlet).seen).toEqual([]);
  });
});
