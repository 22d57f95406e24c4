import { NextRequest } from "next/server";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { config, proxy } from "./proxy";

const SITE = "https://chat.example.com";
const THREAD = "/c/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const SESSION = "__Host-next-auth.session-token=x";
const settings = vi.hoisted(() => ({ siteUrl: "", secureCookies: true, sharePublic: false, release: "v1.4.0" }));
vi.mock("./lib/config", () => ({ getConfig: () => settings }));

const ask = (path: string, headers: Record<string, string> = {}, host = SITE) =>
  proxy(new NextRequest(`${host}${path}`, { headers }));
const policyOf = (response: Response) => response.headers.get("content-security-policy") ?? "";
const nonceOf = (policy: string) => /'nonce-([^']+)'/.exec(policy)?.[1];

beforeEach(() => {
  Object.assign(settings, { siteUrl: SITE, secureCookies: true, sharePublic: false });
});

describe("in front of a page", () => {
  it("gives Next the nonce that it gives the browser, and takes neither from the request", () => {
    const response = ask("/signin", { "content-security-policy": "script-src 'nonce-planted'" });
    const asked = response.headers.get("x-middleware-request-content-security-policy") ?? "";
    expect(asked).toBe(policyOf(response));
    expect(asked).not.toContain("planted");
    expect(Buffer.from(nonceOf(asked) ?? "", "base64")).toHaveLength(18);
  });

  it("names the release on pages and redirects", () => {
    for (const path of ["/signin", THREAD]) expect(ask(path).headers.get("x-release"), path).toBe("v1.4.0");
  });

  it("never uses a nonce twice", () => {
    const nonces = Array.from({ length: 100 }, () => nonceOf(policyOf(ask("/signin"))));
    expect(new Set(nonces).size).toBe(100);
  });

  it("sends people without a session to the configured address, whoever the request says this is", () => {
    for (const headers of [{}, { host: "evil.example" }, { "x-forwarded-host": "evil.example" }] as const) {
      const response = ask(THREAD, headers as Record<string, string>, "https://evil.example");
      expect(response.headers.get("location")).toBe(`${SITE}/signin?callbackUrl=${encodeURIComponent(THREAD)}`);
      expect(response.headers.get("cache-control")).toContain("no-store");
    }
  });

  it("leads to no other site by an address that looks like one", () => {
    for (const path of [
      "//evil.example/",
      "/.//evil.example/",
      "/\\evil.example/",
      "/%2f%2fevil.example/",
      "/@evil.example/",
    ]) {
      const location = ask(path).headers.get("location");
      if (location) expect(new URL(location).origin, path).toBe(SITE);
    }
  });

  it("lets whoever has a session's cookie through to the page, which decides", () => {
    const response = ask(THREAD, { cookie: SESSION });
    expect(response.headers.get("location")).toBeNull();
    expect(response.headers.get("x-middleware-next")).toBe("1");
  });

  it("gives each page one address, and keeps what is behind the question mark", () => {
    expect(ask("/signin/?error=x").headers.get("location")).toBe(`${SITE}/signin?error=x`);
  });

  it("promises https, and asks for it, only where the site has it", () => {
    expect(ask("/signin").headers.get("strict-transport-security")).toMatch(/max-age=31536000/);
    expect(policyOf(ask("/signin"))).toContain("upgrade-insecure-requests");
    Object.assign(settings, { siteUrl: "http://localhost:3000", secureCookies: false });
    expect(ask("/signin").headers.get("strict-transport-security")).toBeNull();
    expect(policyOf(ask("/signin"))).not.toContain("upgrade-insecure-requests");
  });

  it("allows eval and web sockets in development alone", () => {
    for (const word of ["unsafe-eval", "ws:"]) expect(policyOf(ask("/signin"))).not.toContain(word);
    vi.stubEnv("NODE_ENV", "development");
    for (const word of ["unsafe-eval", "ws:"]) expect(policyOf(ask("/signin"))).toContain(word);
    vi.unstubAllEnvs();
  });
});

describe("what it runs for", () => {
  const matcher = new RegExp(`^${config.matcher[0]}$`);
  it.each([
    "/",
    "/signin",
    THREAD,
    "/share/x",
    "/nothing",
    "/apiary",
    "/api",
    "/_next/data/x.json",
    "/diagrams",
    "/icon.svg",
  ])("pages and what might be one: %s", (path) => expect(path).toMatch(matcher));
  it.each(["/api/threads", "/_next/static/x.js", "/_next/image", "/diagram", "/diagram/draw.js"])(
    "not what has a policy of its own: %s",
    (path) => expect(path).not.toMatch(matcher),
  );
});
