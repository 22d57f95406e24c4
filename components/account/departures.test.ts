import { describe, expect, it, vi } from "vitest";
import { createDepartures, type Leaving } from "./departures";

type Listener = (event: { data: unknown }) => void;

/** A browser with tabs: what is posted on one channel is heard on all others, and on none that is closed. */
function createBrowser() {
  const listeners = new Map<object, Listener>();
  const open = () => {
    const channel = {
      postMessage: (data: unknown) => {
        for (const [other, heard] of [...listeners]) if (other !== channel) heard({ data: structuredClone(data) });
      },
      addEventListener: (_: "message", listener: Listener) => void listeners.set(channel, listener),
      close: () => void listeners.delete(channel),
    };
    return channel;
  };
  return { open, tab: () => createDepartures(open) };
}

describe("leaving in one tab", () => {
  it("is heard, with why, in the person's other tabs: not in its own, and not in somebody else's", () => {
    const { tab } = createBrowser();
    const heard: [string, Leaving][] = [];
    const tabs = [tab(), tab(), tab()] as const;
    tabs[0].hear("auth0|ann", (why) => heard.push(["leaving", why]));
    tabs[1].hear("auth0|ann", (why) => heard.push(["second", why]));
    tabs[2].hear("auth0|ben", (why) => heard.push(["somebody else's", why]));
    tabs[0].tell("signed-out");
    tabs[0].tell("erased");
    expect(heard).toEqual([
      ["second", "signed-out"],
      ["second", "erased"],
    ]);
  });

  it("is neither heard nor told by a page that is that person's no longer", () => {
    const { tab } = createBrowser();
    const [one, two] = [tab(), tab()];
    const left = vi.fn();
    const ends = [one.hear("ann", left), two.hear("ann", left)];
    ends[0]?.();
    one.tell("signed-out");
    two.tell("signed-out");
    expect(left).not.toHaveBeenCalled();
    // Made anew for the same person, the page that was before does not take that from it when it goes late.
    one.hear("ann", () => {});
    ends[0]?.();
    one.tell("erased");
    expect(left).toHaveBeenCalledExactlyOnceWith("erased");
  });

  it.each([null, "left", 1, [], {}, { person: "ann" }, { person: "ann", why: "<b>hacked</b>" }, { why: "signed-out" }])(
    "is not believed of %j",
    (data) => {
      const { open, tab } = createBrowser();
      const left = vi.fn();
      tab().hear("ann", left);
      open().postMessage(data);
      expect(left).not.toHaveBeenCalled();
    },
  );

  it("works alone in a browser that has no such channel", () => {
    const alone = createDepartures(() => {
      throw new ReferenceError("BroadcastChannel is not defined");
    });
    const end = alone.hear("ann", () => {});
    expect(() => alone.tell("signed-out")).not.toThrow();
    expect(end).not.toThrow();
  });
});
