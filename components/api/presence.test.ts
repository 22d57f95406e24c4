import { beforeEach, describe, expect, it } from "vitest";
import { createPresence } from "./presence";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });
const OTHER = { "x-person": "other" };
let presence: ReturnType<typeof createPresence>;
let returned: number;
beforeEach(() => {
  presence = createPresence();
  returned = 0;
  presence.onReturn(() => {
    returned += 1;
  });
});

describe("whether the person of a page is still signed in", () => {
  it("is learnt from any answer, and so is that they are back", () => {
    presence.begin("auth0|ann");
    expect(presence.headers()).toEqual({ "x-person": "auth0%7Cann" });
    presence.asking()(answer(401));
    expect([presence.getState(), returned]).toEqual(["ended", 0]);
    presence.asking()(answer(200));
    expect([presence.getState(), returned]).toEqual(["here", 1]);
    presence.ended();
    expect(presence.getState()).toBe("ended");
  });

  it("is not judged by what was asked before it changed: an early answer that comes late", () => {
    presence.begin("ann");
    const slow = presence.asking();
    presence.asking()(answer(401));
    slow(answer(200));
    expect(presence.getState()).toBe("ended");
    const refused = presence.asking();
    presence.asking()(answer(200));
    refused(answer(401));
    expect(presence.getState()).toBe("here");
  });

  it.each([403, 404, 429, 500])("is not told by an answer of %i", (status) => {
    presence.begin("ann");
    presence.asking()(answer(status));
    expect(presence.getState()).toBe("here");
    presence.ended();
    presence.asking()(answer(status));
    expect(presence.getState()).toBe("ended");
  });

  it("cannot come back once the browser is somebody else's: nothing of the page is theirs", () => {
    presence.begin("ann");
    presence.asking()(answer(401, OTHER));
    presence.asking()(answer(200));
    presence.ended();
    expect([presence.getState(), returned]).toEqual(["other", 0]);
  });

  it("is not told of this person by an answer that somebody before had asked for", () => {
    const end = presence.begin("ann");
    const hear = presence.asking();
    end();
    presence.begin("ben");
    hear(answer(401, OTHER));
    expect(presence.getState()).toBe("here");
  });

  it("is no question on a page without a person", () => {
    presence.asking()(answer(401));
    presence.ended();
    expect([presence.getState(), presence.headers()]).toEqual(["here", {}]);
    presence.begin("ann")();
    expect(presence.headers()).toEqual({});
  });
});
