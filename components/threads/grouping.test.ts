import { describe, expect, it } from "vitest";
import { groupByDate, nameOf } from "./grouping";
import { inOrder } from "./order";

const thread = (activeAt: string, pinned = false) => ({ id: activeAt, activeAt, pinned });
const grouped = (threads: ReturnType<typeof thread>[], now: string, timeZone: string) =>
  groupByDate(threads.toSorted(inOrder), Date.parse(now), timeZone).map(({ key, threads: members }) => [
    nameOf(key),
    members.map(({ id }) => id),
  ]);

describe("the list by date", () => {
  it("has today, yesterday, the last 7 and 30 days, then months, and pinned ones before all", () => {
    const old = thread("2024-12-31T12:00:00Z", true);
    expect(
      grouped(
        [
          thread("2025-09-30T08:00:00Z"),
          thread("2025-09-29T23:59:00Z"),
          thread("2025-09-28T00:00:00Z"),
          thread("2025-09-23T00:00:00Z"),
          thread("2025-09-22T23:59:00Z"),
          thread("2025-08-31T00:00:00Z"),
          thread("2025-08-30T23:59:00Z"),
          thread("2025-08-01T00:00:00Z"),
          thread("2024-08-15T00:00:00Z"),
          old,
        ],
        "2025-09-30T12:00:00Z",
        "UTC",
      ),
    ).toEqual([
      ["pinned", ["2024-12-31T12:00:00Z"]],
      ["today", ["2025-09-30T08:00:00Z"]],
      ["yesterday", ["2025-09-29T23:59:00Z"]],
      ["week", ["2025-09-28T00:00:00Z", "2025-09-23T00:00:00Z"]],
      ["days30", ["2025-09-22T23:59:00Z", "2025-08-31T00:00:00Z"]],
      ["2025-08", ["2025-08-30T23:59:00Z", "2025-08-01T00:00:00Z"]],
      ["2024-08", ["2024-08-15T00:00:00Z"]],
    ]);
  });

  it("follows the calendar where the person is, not that of the server", () => {
    const moments = [thread("2025-09-29T16:00:00Z"), thread("2025-09-29T14:00:00Z")];
    const now = "2025-09-29T17:00:00Z";
    expect(grouped(moments, now, "Asia/Tokyo").map(([name]) => name)).toEqual(["today", "yesterday"]);
    expect(grouped(moments, now, "America/New_York").map(([name]) => name)).toEqual(["today"]);
    expect(grouped([thread("2025-08-31T16:00:00Z")], "2025-12-01T00:00:00Z", "Asia/Tokyo")[0]?.[0]).toBe("2025-09");
  });

  it("counts days, also where one of them has 25 hours", () => {
    // In Berlin summer time ended on 26 October 2025 at 03:00.
    const moments = [thread("2025-10-25T22:30:00Z"), thread("2025-10-25T21:30:00Z")];
    expect(grouped(moments, "2025-10-26T22:59:00Z", "Europe/Berlin").map(([name]) => name)).toEqual([
      "today",
      "yesterday",
    ]);
  });

  it("takes a moment in the future for today", () => {
    expect(grouped([thread("2025-10-02T00:00:00Z")], "2025-09-30T12:00:00Z", "UTC")[0]?.[0]).toBe("today");
  });

  it("puts two of the same moment in one order, whichever came first", () => {
    const [a, b] = [
      { id: "a", pinned: false, activeAt: "2025-09-30T08:00:00Z" },
      { id: "b", pinned: false, activeAt: "2025-09-30T08:00:00.000Z" },
    ];
    expect([a, b].sort(inOrder)).toEqual([b, a]);
    expect([b, a].sort(inOrder)).toEqual([b, a]);
  });
});
