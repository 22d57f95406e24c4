import { describe, expect, it } from "vitest";
import { signInInstead, withoutSlash } from "./page-gate";

const THREAD = "/c/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const SHARE = "/share/abcdefghijklmnopqrstuv";
const closed = { sharePublic: false };
const NAME = "__Host-next-auth.session-token";
const gate = (path: string, cookies: string[] = [], options = closed) =>
  signInInstead(path, cookies, { sessionCookie: NAME, ...options });

describe("the short way to the sign-in page", () => {
  it.each([
    ["/", "/signin?callbackUrl=%2F"],
    [THREAD, `/signin?callbackUrl=${encodeURIComponent(THREAD)}`],
    [SHARE, `/signin?callbackUrl=${encodeURIComponent(SHARE)}`],
  ])("is for a page that is somebody's: %s", (path, expected) => {
    expect(gate(path)).toBe(expected);
  });

  it.each([
    ["writer", "/?agent=writer"],
    ["story_writer-2", "/?agent=story_writer-2"],
    ["", "/"],
    ["//evil.example", "/"],
    ["a&open=erase", "/"],
    ["A", "/"],
    ["x".repeat(64), "/"],
  ])("brings the agent of a new chat along, if that can be one: %s", (agentId, back) => {
    const to = signInInstead("/", [], { sessionCookie: NAME, ...closed, agentId });
    expect(to).toBe(`/signin?${new URLSearchParams({ callbackUrl: back })}`);
    expect(signInInstead(THREAD, [], { sessionCookie: NAME, ...closed, agentId })).toBe(gate(THREAD));
  });

  it.each(["/signin", "/icon.svg", "/nothing/here", "/api", "/c", "/share"])("is not for %s", (path) => {
    expect(gate(path)).toBeNull();
  });

  it.each(["/c/https:%2F%2Fevil.example", "/c/%2F%2Fevil.example", "/c/%0d%0aset-cookie:x", "/share/..%2f"])(
    "comes back to the start and not to an address that is no page: %s",
    (path) => {
      expect(gate(path)).toBe("/signin?callbackUrl=%2F");
    },
  );

  it("leaves whoever has a session's cookie to the page, and nobody who has another", () => {
    expect(gate("/", [NAME])).toBeNull();
    for (const other of ["next-auth.session-token", "__Secure-next-auth.session-token", "x", `x${NAME}`])
      expect(gate("/", [other]), other).not.toBeNull();
  });

  it("lets everybody at what is shared where the site shares with everybody, and at nothing else", () => {
    expect(gate(SHARE, [], { sharePublic: true })).toBeNull();
    expect(gate(THREAD, [], { sharePublic: true })).not.toBeNull();
  });
});

it.each([
  ["/", null],
  ["//", null],
  ["/c/x", null],
  ["/c/x/", "/c/x"],
  ["/c//", "/c"],
])("a page has one address: %s → %s", (path, expected) => {
  expect(withoutSlash(path)).toBe(expected);
});
