import { describe, expect, it } from "vitest";
import { safeCallback, signInErrorKey } from "./sign-in-params";

describe("where a sign-in leads", () => {
  it.each(["/", "/c/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "/?q=1#x"])("is a page of this site: %s", (path) => {
    expect(safeCallback(path)).toBe(path);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "/x/../\\evil.example",
    "/%2e%2e//evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/signin?callbackUrl=/",
    "/api/auth/signout",
    "",
    undefined,
    ["/a", "/b"],
    "c/x",
  ])("is never another site, the sign-in page again or an API: %j", (value) => {
    expect(safeCallback(value)).toBe("/");
  });
});

describe("what a failed sign-in says", () => {
  it("has a sentence for codes that are known, one for all others, and none for no error", () => {
    expect(signInErrorKey("AccessDenied")).toBe("AccessDenied");
    expect(signInErrorKey("OAuthAccountNotLinked")).toBe("Default");
    expect(signInErrorKey("constructor")).toBe("Default");
    expect(signInErrorKey(undefined)).toBeNull();
  });
});
