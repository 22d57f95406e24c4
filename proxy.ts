import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { sessionCookieName } from "./lib/auth/cookies";
import { getConfig } from "./lib/config";
import { HSTS } from "./lib/http/headers/fixed";
import { signInInstead, withoutSlash } from "./lib/http/headers/page-gate";
import { pagePolicy, REPORTING_ENDPOINTS } from "./lib/http/headers/policy";
import { RELEASE_HEADER } from "./lib/release/release";

/**
 * Before every page: its policy, with a nonce of its own, and the short way to the sign-in page.
 *
 * No boundary: nothing is decided here that the page or the route behind it does not decide for itself, so a request
 * that gets past this file (CVE-2025-29927) has gained nothing.
 */
export function proxy(request: NextRequest): NextResponse {
  const { siteUrl, secureCookies, sharePublic, release } = getConfig();
  const { pathname, search } = request.nextUrl;
  const cookieNames = request.cookies.getAll().map(({ name }) => name);
  const plain = withoutSlash(pathname);
  const signIn = signInInstead(plain ?? pathname, cookieNames, {
    sessionCookie: sessionCookieName(),
    sharePublic,
    agentId: request.nextUrl.searchParams.get("agent"),
  });
  const elsewhere = signIn ?? (plain && `${plain}${search}`);
  const content = pagePolicy({
    nonce: randomBytes(18).toString("base64"),
    secure: secureCookies,
    development: process.env.NODE_ENV === "development",
  });
  // Next takes the nonce for its scripts from the policy that the request seems to have come with.
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", content);
  // To the configured address: the one that the request names is its sender's word.
  const response = elsewhere
    ? NextResponse.redirect(new URL(`${siteUrl}${elsewhere}`))
    : NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", content);
  response.headers.set("reporting-endpoints", REPORTING_ENDPOINTS);
  response.headers.set(RELEASE_HEADER, release);
  if (secureCookies) response.headers.set("strict-transport-security", HSTS);
  // Another cookie, another answer.
  if (elsewhere) response.headers.set("cache-control", "private, no-store");
  return response;
}

/** All but what is never a page; `lib/http/headers/fixed.ts` gives those a policy. */
export const config = { matcher: ["/((?!api/|_next/static/|_next/image|diagram(?:/|$)).*)"] };
