import { describe, expect, it } from "vitest";
import { imageHost, safeLink } from "./links";

describe("a link of an answer", () => {
  it.each([
    ["https://example.com/a?b=c#d", "https://example.com/a?b=c#d", "example.com"],
    ["HTTPS://EXAMPLE.com", "https://example.com/", "example.com"],
    ["https://example.com:8443/", "https://example.com:8443/", "example.com:8443"],
    ["mailto:ann@example.com", "mailto:ann@example.com", "ann@example.com"],
  ])("may lead to %s", (address, href, host) => {
    expect(safeLink(address)).toEqual({ href, host });
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    " javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>1</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/1",
    "http://example.com",
    "//example.com",
    "/api/sign-out",
    "#top",
    "?q",
    "../x",
    "https:",
    "https://",
    "tel:123",
    "ftp://example.com",
    "intent://x",
    "mailto:",
    "mailto:a@b.example,c@d.example",
    "view-source:https://example.com",
    "streamdown:incomplete-link",
    "",
    undefined,
    7,
  ])("never leads to %j", (address) => {
    expect(safeLink(address)).toBeNull();
  });

  it("names the host that is really opened, whatever the address seems to say", () => {
    expect(safeLink("https://bank.example@evil.example/")).toEqual({
      href: "https://evil.example/",
      host: "evil.example",
    });
    expect(safeLink("https://bаnk.example/")?.host).toMatch(/^xn--/);
    expect(safeLink("https:\\\\evil.example")?.host).toBe("evil.example");
  });
});

describe("an image of an answer", () => {
  it("is told by its host, and only by that: the rest of the address may carry what was read elsewhere", () => {
    expect(imageHost("https://evil.example/log?secret=abc")).toBe("evil.example");
    expect(imageHost("data:image/png;base64,AAAA")).toBeNull();
    expect(imageHost("/local.png")).toBeNull();
    expect(imageHost(undefined)).toBeNull();
  });
});
