import { describe, expect, it } from "vitest";
import { initialsOf } from "./initials";

describe("initials", () => {
  it.each([
    ["Ann Lee", "AL"],
    ["ann", "A"],
    ["山田 花子", "山"],
    ["山田　花子", "山"],
    ["José María López", "JL"],
    ["", "?"],
    ["😀 Smile", "😀S"],
  ])("of %j are %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
