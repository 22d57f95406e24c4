import { describe, expect, it } from "vitest";
import { shownHost, tellingOf } from "./destination";

describe("where a link leads is told", () => {
  it.each([
    ["https://docs.example/a/b", "docs.example"],
    ["docs.example", "docs.example"],
    ["www.docs.example", "docs.example"],
    ["DOCS.example:8443", "docs.example:8443"],
    ["ann@docs.example", "ann@docs.example"],
  ])("by its own text: %s", (text, host) => {
    expect(tellingOf(text, host)).toBe("named");
  });

  it.each([
    ["the docs", "docs.example"],
    ["version 1.2 of it", "docs.example"],
    ["report.pdf", "files.example"],
    ["こちら", "docs.example"],
    ["", "docs.example"],
  ])("on hover, or beside it on a screen that is touched: %j", (text, host) => {
    expect(tellingOf(text, host)).toBe("hinted");
  });

  it.each([
    ["https://bank.example/login", "evil.example"],
    ["bank.example", "bank.example.evil.example"],
    ["bank.example", "evil.example"],
    ["bank.example (see also evil.example)", "evil.example"],
    ["ann@bank.example", "ann@evil.example"],
    ["https://ｂａｎｋ.example", "evil.example"],
    ["ba\u200bnk.example", "evil.example"],
    ["the\u202edocs", "docs.example"],
    ["the docs", "xn--bnk-6cd.example"],
    ["xn--bnk-6cd.example", "xn--bnk-6cd.example"],
    ["bаnk.example", "bank.example"],
    ["https://bank.example:8443", "bank.example"],
  ])("always, where the text says something else: %j → %s", (text, host) => {
    expect(tellingOf(text, host)).toBe("warned");
  });

  it("shows of a long host the end, which says whose it is", () => {
    const long = `www.bank.example.${"login-".repeat(20)}x.evil.example`;
    expect(shownHost(long)).toMatch(/^….*\.evil\.example$/);
    expect(shownHost(long)).toHaveLength(40);
    expect(shownHost("docs.example")).toBe("docs.example");
  });

  it("reads a hostile text in time that a person does not notice", () => {
    const began = performance.now();
    for (const part of ["a.", "a-", "@a.", "a@", "."])
      for (const length of [1_000, 100_000]) tellingOf(part.repeat(length / part.length), "evil.example");
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});
