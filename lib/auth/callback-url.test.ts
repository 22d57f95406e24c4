import { describe, expect, it } from "vitest";
import { areReadable, sameOrigin } from "./callback-url";

const SITE = "https://chat.example.com";

describe("where next-auth leads", () => {
  it.each([
    ["/c/1?q=2#x", `${SITE}/c/1?q=2#x`],
    [`${SITE}/c/1`, `${SITE}/c/1`],
    ["c/1", `${SITE}/c/1`],
  ])("%s is a page of this site", (url, target) => {
    expect(sameOrigin(url, SITE)).toBe(target);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https:evil.example:1",
    `${SITE}.evil.example/`,
    `${SITE}@evil.example/`,
    "https://chat.example.com:8443/",
    "http://chat.example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://[",
    "\0",
  ])("%j is not, and leads to the start page", (url) => {
    expect(new URL(sameOrigin(url, SITE)).origin).toBe(SITE);
    expect(sameOrigin(url, SITE)).not.toContain("evil.example/");
  });

  it("is not asked of next-auth when it would answer 500", () => {
    expect(areReadable([undefined, "", "/", "https://evil.example/"], SITE)).toBe(true);
    for (const url of ["x", "javascript:alert(1)", "//", "https://[", "%"])
      expect(areReadable([undefined, url], SITE)).toBe(false);
  });
});
