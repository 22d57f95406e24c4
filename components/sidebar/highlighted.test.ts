import { describe, expect, it } from "vitest";
import { partsOf } from "./highlighted";

const shown = (text: string, hits: [number, number][]) =>
  partsOf(text, hits)
    .map(({ part, hit }) => (hit ? `[${part}]` : part))
    .join("");

describe("a snippet", () => {
  it("has what was found marked, and nothing added or lost", () => {
    expect(
      shown("the report of May", [
        [14, 17],
        [4, 10],
      ]),
    ).toBe("the [report] of [May]");
    expect(shown("経費精算", [[0, 2]])).toBe("[経費]精算");
    expect(shown("plain", [])).toBe("plain");
  });

  it("survives offsets that overlap, or point nowhere", () => {
    expect(
      shown("abcdef", [
        [0, 3],
        [1, 4],
        [2, 3],
      ]),
    ).toBe("[abc][d]ef");
    expect(
      shown("abc", [
        [-1, 2],
        [2, 9],
        [2, 2],
        [3, 1],
      ]),
    ).toBe("abc");
  });
});
