import { describe, expect, it } from "vitest";
import { readReports } from "./csp-report";

const modern = (body: object) => ({ type: "csp-violation", age: 1, url: "x", user_agent: "x", body });
const legacy = (report: object) => ({ "csp-report": report });

describe("a report of what a policy blocked", () => {
  it("is read as browsers send it now, several at once", () => {
    const body = {
      documentURL: "https://chat.example.com/c/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa?q=1#x",
      blockedURL: "https://evil.example/?what=was+said",
      effectiveDirective: "img-src",
    };
    expect(readReports([modern(body), modern({ ...body, blockedURL: "inline" })])).toEqual([
      { directive: "img-src", blocked: "https://evil.example", page: "/c/*" },
      { directive: "img-src", blocked: "inline", page: "/c/*" },
    ]);
  });

  it("is read as browsers used to send it", () => {
    const report = {
      "document-uri": "https://chat.example.com/signin?callbackUrl=%2F",
      "blocked-uri": "data",
      "violated-directive": "script-src 'self' 'nonce-abc'",
    };
    expect(readReports(legacy(report))).toEqual([{ directive: "script-src", blocked: "data", page: "/signin" }]);
  });

  it("does not put the key to a shared conversation, a query or an invented name into the log", () => {
    const [report] = readReports(
      modern({
        documentURL: "https://chat.example.com/share/abcdefghijklmnopqrstuv?secret",
        blockedURL: "https://user:password@evil.example/secret",
        effectiveDirective: 'img-src"\n{"level":60',
      }),
    );
    expect(report).toEqual({ directive: "unknown", blocked: "https://evil.example", page: "/share/*" });
  });

  it.each([
    null,
    0,
    "x",
    [],
    [null],
    {},
    { type: "csp-violation" },
    { type: "deprecation", body: {} },
    { "csp-report": "x" },
    { "csp-report": null },
  ])("is none: %j", (value) => {
    expect(readReports(value)).toEqual([]);
  });

  it.each([
    ["javascript:alert(1)", "javascript:"],
    ["data:text/html,secret", "data:"],
    ["", "unknown"],
    ["\u0000\n", "unknown"],
    [7, "unknown"],
  ])("names what was blocked by its origin or kind: %j", (blockedURL, expected) => {
    expect(readReports(modern({ blockedURL }))).toEqual([{ directive: "unknown", blocked: expected, page: "unknown" }]);
  });

  it("is one of ten at most, however many a page sends", () => {
    expect(readReports(Array.from({ length: 500 }, () => modern({})))).toHaveLength(10);
  });
});
