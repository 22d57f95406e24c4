import { expect, it } from "vitest";
import { oneLine, titleFrom } from "./title";

it("is one line, and short texts stay whole", () => {
  expect(titleFrom("  What is\n\n this?\t")).toBe("What is this?");
  expect(titleFrom("東京の天気は？")).toBe("東京の天気は？");
});

it.each([
  ["letters", "x"],
  ["families", "👨‍👩‍👧‍👦"],
  ["flags", "🇯🇵"],
  ["kana with marks", "か\u3099"],
])("cuts %s between graphemes, at 60", (_, one) => {
  expect(titleFrom(one.repeat(60))).toBe(one.repeat(60));
  expect(titleFrom(one.repeat(61))).toBe(`${one.repeat(59)}…`);
});

it.each(["\u200b", " \u2060 \u00ad", "\u3164\uffa0\u115f", "\u2800", "\ufe0f\u{e0041}", "\0\u0007"])(
  "is not made of %j, which nobody could see",
  (text) => {
    expect(titleFrom(text)).toBe("");
    expect(oneLine(text)).toBe("");
    expect(titleFrom(`${text}x`)).toContain("x");
  },
);

it("is text that a database takes, and quick with a pasted book", () => {
  expect(titleFrom("a\0b\ud83d")).toBe("ab\ufffd");
  expect(titleFrom("word ".repeat(400_000)).length).toBeLessThanOrEqual(60);
  // Marks without end on one letter are one grapheme of any length.
  expect(titleFrom(`e${"\u0301".repeat(100_000)}`).length).toBeLessThanOrEqual(2_400);
});
