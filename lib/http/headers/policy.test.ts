import { describe, expect, it } from "vitest";
import { DATA_POLICY, DIAGRAM_POLICY, pagePolicy } from "./policy";

const parsed = (policy: string) =>
  Object.fromEntries(
    policy.split("; ").map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values];
    }),
  );
const page = (changes: Partial<Parameters<typeof pagePolicy>[0]> = {}) =>
  parsed(pagePolicy({ nonce: "abc", secure: true, development: false, ...changes }));

describe("a page's policy", () => {
  it("lets a script run by this answer's nonce only: no inline, no eval, no attribute", () => {
    const policy = page();
    expect(policy["script-src"]).toEqual(["'self'", "'nonce-abc'"]);
    expect(policy["script-src-attr"]).toEqual(["'none'"]);
    for (const [name, values] of Object.entries(policy))
      for (const hole of ["'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"])
        expect(values, name).not.toContain(hole);
  });

  it("names nobody else's address, for loading, sending, framing or for what a base or form would lead to", () => {
    const policy = page();
    const known = /^('self'|'none'|'nonce-abc'|data:|blob:|\/api\/csp-report|csp)$/;
    for (const [name, values] of Object.entries(policy)) for (const value of values) expect(value, name).toMatch(known);
    expect(policy["connect-src"]).toEqual(["'self'"]);
    expect(policy["img-src"]).toEqual(["'self'", "data:", "blob:"]);
    for (const name of ["object-src", "base-uri", "frame-ancestors"]) expect(policy[name], name).toEqual(["'none'"]);
  });

  it("asks for https where the site is https, and leaves a local one alone", () => {
    expect(page()).toHaveProperty("upgrade-insecure-requests");
    expect(page({ secure: false })).not.toHaveProperty("upgrade-insecure-requests");
  });

  it("allows what `next dev` needs in development and not one thing more", () => {
    const [development, production] = [page({ development: true }), page()];
    expect(development["script-src"]).toEqual([...(production["script-src"] ?? []), "'unsafe-eval'"]);
    expect(development["connect-src"]).toEqual([...(production["connect-src"] ?? []), "ws:", "wss:"]);
    expect(development["style-src-elem"]).toEqual(["'self'", "'unsafe-inline'"]);
    const others = Object.keys(production).filter((name) => !/^(script-src|connect-src|style-src-elem)$/.test(name));
    for (const name of others) expect(development[name], name).toEqual(production[name]);
  });
});

it("lets data load nothing and stand in no frame", () => {
  expect(parsed(DATA_POLICY)).toMatchObject({ "default-src": ["'none'"], "frame-ancestors": ["'none'"] });
});

it("gives the page of diagrams no origin, no network, no images, and this site alone as its frame", () => {
  expect(parsed(DIAGRAM_POLICY)).toEqual({
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "font-src": ["'none'"],
    "img-src": ["'none'"],
    "connect-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'self'"],
    sandbox: ["allow-scripts"],
  });
});
