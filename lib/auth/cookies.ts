import "server-only";
import type { CookiesOptions } from "next-auth";
import { getConfig } from "../config";

const OPTIONS = { httpOnly: true, sameSite: "lax", path: "/" } as const;
/** How long a person may take at Auth0. */
const CHECK_SECONDS = 15 * 60;

/**
 * The site's sign-in cookies by what they are for, in next-auth's words.
 *
 * On https all of them are `__Host-`: a browser takes such a cookie only from this very host, over TLS and for the whole
 * site, so no sibling subdomain can plant a session, a state or a way back here (RFC 6265bis §4.1.3.2). On http, which only
 * localhost may have, no prefix would be accepted.
 */
export function authCookies(secure = getConfig().secureCookies): CookiesOptions {
  const cookie = (name: string, more: { maxAge?: number } = {}) => ({
    name: `${secure ? "__Host-" : ""}next-auth.${name}`,
    options: { ...OPTIONS, secure, ...more },
  });
  return {
    sessionToken: cookie("session-token"),
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf-token"),
    pkceCodeVerifier: cookie("pkce.code_verifier", { maxAge: CHECK_SECONDS }),
    state: cookie("state", { maxAge: CHECK_SECONDS }),
    nonce: cookie("nonce", { maxAge: CHECK_SECONDS }),
  };
}

/** The cookie that names the session. */
export const sessionCookieName = (): string => authCookies().sessionToken.name;
