import { describe, expect, it } from "vitest";
import { dollarDelimiters } from "./delimiters";

describe("brackets of formulas become the dollars that markdown knows", () => {
  it.each([
    ["a \\(x\\) b \\( y^2 \\) c", "a $$x$$ b $$y^2$$ c"],
    ["\\[ x \\]", "$$\nx\n$$"],
    ["> \\[ x \\]", "> $$\n> x\n> $$"],
    ["\\[\n x\n\\]", "$$\n x\n$$"],
    ["  \\[ x \\]", "  $$\n  x\n  $$"],
    ["~~~\n\\(x\\)\n~~~\n\\(x\\)", "~~~\n\\(x\\)\n~~~\n$$x$$"],
    ["````\n```\n\\(x\\)\n````\n\\(x\\)", "````\n```\n\\(x\\)\n````\n$$x$$"],
    ["`\\(x\\)` ``a ` \\(x\\)`` \\(x\\)", "`\\(x\\)` ``a ` \\(x\\)`` $$x$$"],
  ])("%j", (given, expected) => {
    expect(dollarDelimiters(given)).toBe(expected);
  });

  it.each(["$5 and $10", "\\(unclosed", "\\[link\\] in a line", "- [x](y)", "```\n\\(x\\)"])(
    "leaves %j alone",
    (text) => {
      expect(dollarDelimiters(text)).toBe(text);
    },
  );

  it("takes no more time than it should for a hostile text", () => {
    const began = performance.now();
    for (const part of ["\\(", "`", "``a", "\\[", "> ", "1. "]) dollarDelimiters(`\\(${part.repeat(20_000)}`);
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});
