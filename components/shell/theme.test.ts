import { describe, expect, it } from "vitest";
import { preferenceCookie, themeClass, themeOf } from "./theme";

describe("the theme", () => {
  it("is the system's unless one was chosen, whatever a cookie holds", () => {
    expect([undefined, "", "pink", 'dark" onload=1', "light", "dark"].map(themeOf)).toEqual([
      "system",
      "system",
      "system",
      "system",
      "light",
      "dark",
    ]);
  });

  it("of the system needs no class, and so no script that sets one", () => {
    expect(["light", "dark", "system"].map((value) => themeClass(themeOf(value)))).toEqual(["light", "dark", ""]);
  });

  it("is remembered for a year, here only, and over https where the site is", () => {
    expect(preferenceCookie("theme", "dark", false)).toBe("theme=dark; Path=/; Max-Age=31536000; SameSite=Lax");
    expect(preferenceCookie("theme", "dark", true)).toMatch(/; Secure$/);
  });
});
