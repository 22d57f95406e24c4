import { describe, expect, it } from "vitest";
import { sendsMessage } from "./composer-keys";

const enter = { key: "Enter", shiftKey: false, altKey: false, isComposing: false, keyCode: 13 };

describe("Enter", () => {
  it("sends", () => {
    expect(sendsMessage(enter, false)).toBe(true);
  });

  it.each([
    ["with Shift: a new line", { shiftKey: true }, false],
    ["with Alt", { altKey: true }, false],
    ["that confirms a conversion (Chrome, Firefox)", { isComposing: true }, false],
    ["that confirms a conversion (Safari: the composition is over, the key code tells)", { keyCode: 229 }, false],
    ["while the composition events say so", {}, true],
  ])("does not send %s", (_title, over, composing) => {
    expect(sendsMessage({ ...enter, ...over }, composing)).toBe(false);
  });

  it("is the only key that does", () => {
    for (const key of ["a", " ", "Tab", "Process", "Unidentified"])
      expect(sendsMessage({ ...enter, key }, false)).toBe(false);
  });
});
