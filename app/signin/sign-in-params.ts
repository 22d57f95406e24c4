import type en from "@/lib/i18n/messages/en.json";

type ErrorKey = keyof (typeof en)["signIn"]["errors"];

const KEYS: Record<string, ErrorKey> = {
  AccessDenied: "AccessDenied",
  OAuthSignin: "OAuthSignin",
  OAuthCallback: "OAuthCallback",
  OAuthCallbackError: "OAuthCallback",
  Callback: "Callback",
  SessionRequired: "SessionRequired",
  Configuration: "Configuration",
  RateLimited: "RateLimited",
};

/** The sentence for next-auth's error code (next-auth.js.org/configuration/pages); null when there was no error. */
export function signInErrorKey(code: unknown): ErrorKey | null {
  if (typeof code !== "string" || code === "") return null;
  return Object.hasOwn(KEYS, code) ? (KEYS[code] ?? "Default") : "Default";
}

const HERE = "https://here.invalid";

/** Where to go after signing in: a path of this site, else the start page. What an address says may come from anybody. */
export function safeCallback(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/")) return "/";
  try {
    const url = new URL(value, HERE);
    // "//host" and "/\\host" are other sites, and "/..//host" becomes one when its dots are gone; back at the sign-in page
    // would be a circle.
    if (url.origin !== HERE || /^\/(\/|api\/|signin$)/.test(url.pathname)) return "/";
    return `${url.pathname}${url.search}${url.hash}`;
  } catch {
    return "/";
  }
}
