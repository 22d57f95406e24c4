import { beforeEach, describe, expect, it } from "vitest";
import { createReleases, SETTLED_AFTER_ANSWERS, SETTLED_AFTER_MS } from "./releases";

let now: number;
let asked: number;
let states: string[];
let releases: ReturnType<typeof createReleases>;

/** One answer every five seconds, as a tab that is looked at gets them. */
function hear(...answers: (string | null)[]): void {
  for (const release of answers) {
    now += 5_000;
    releases.hear(release);
  }
}
const times = (count: number, release: string) => Array.from({ length: count }, () => release);

beforeEach(() => {
  [now, asked, states] = [0, 0, []];
  releases = createReleases({
    own: () => "old",
    now: () => now,
    ask: () => {
      asked += 1;
    },
  });
  releases.subscribe(() => states.push(releases.getState()));
});

describe("a page that another release answers", () => {
  it("says so once nothing else has been heard for a minute, and not before", () => {
    hear("old", ...times(12, "new"));
    expect(states).toEqual([]);
    hear("new");
    expect(states).toEqual(["updated"]);
    hear(...times(50, "new"));
    expect(states).toEqual(["updated"]);
  });

  it("needs more than two answers, however far apart: a tab that slept has heard one before and one after", () => {
    hear("new");
    now += 10 * SETTLED_AFTER_MS;
    hear(...times(SETTLED_AFTER_ANSWERS - 2, "new"));
    expect(states).toEqual([]);
    hear("new");
    expect(states).toEqual(["updated"]);
  });

  it("says nothing while both answer in turns, however long the rollout takes", () => {
    for (let turn = 0; turn < 40; turn++) hear(...times(11, "new"), "old");
    expect(states).toEqual([]);
  });

  it("does not take it back because an old process still answers now and then", () => {
    hear(...times(13, "new"), "old", "new", "old", "old", "new");
    expect(states).toEqual(["updated"]);
  });

  it("takes it back when the rollout was", () => {
    hear(...times(13, "new"), ...times(13, "old"));
    expect(states).toEqual(["updated", "none"]);
  });

  it("closes it until there is another release", () => {
    hear(...times(13, "new"));
    releases.dismiss();
    hear(...times(30, "new"));
    expect(states).toEqual(["updated", "none"]);
    hear(...times(13, "newer"));
    expect(states).toEqual(["updated", "none", "updated"]);
  });

  it("says nothing for answers that name no release, and on a page that does not know its own", () => {
    hear(...times(20, "old"), ...Array.from({ length: 20 }, () => null));
    expect(states).toEqual([]);
    const unknown = createReleases({ own: () => null, now: () => now, ask: () => undefined });
    for (let count = 0; count < 20; count++) {
      now += 5_000;
      unknown.hear("new");
    }
    unknown.unread("new");
    expect([unknown.getState(), unknown.isMixed()]).toEqual(["none", false]);
  });
});

describe("a page that cannot work any more", () => {
  it("asks which release there is when a part of it is missing, and needs a reload if it is another one", () => {
    releases.missing();
    expect([asked, releases.getState()]).toEqual([1, "none"]);
    hear("old", "old");
    expect(releases.getState()).toBe("none");
    hear("new");
    expect(releases.getState()).toBe("needed");
  });

  it("needs one at once when an answer of another release made no sense; of its own it does not", () => {
    releases.unread("old");
    expect([releases.getState(), releases.isMixed()]).toEqual(["none", false]);
    releases.unread("new");
    expect([releases.getState(), releases.isMixed()]).toEqual(["needed", true]);
  });

  it("needs one for what it cannot read of an unnamed release only when another one has answered it", () => {
    releases.unread();
    expect(releases.getState()).toBe("none");
    hear("new");
    releases.unread();
    expect(releases.getState()).toBe("needed");
  });

  it("no longer does when the rollout was taken back", () => {
    releases.unread("new");
    hear(...times(13, "old"));
    expect([releases.getState(), releases.isMixed()]).toEqual(["none", false]);
  });

  it("is left in peace when that is wished, until something fails again", () => {
    releases.unread("new");
    releases.dismiss();
    hear(...times(20, "new"));
    expect(releases.getState()).toBe("none");
    releases.missing();
    expect(releases.getState()).toBe("needed");
  });
});
