import type { Config } from "../config/settings";

type Claims = { email?: unknown; email_verified?: unknown; org_id?: unknown };
type Rules = Pick<Config, "allowedEmailDomains"> & { auth0: Pick<Config["auth0"], "organization"> };

/** Why somebody whom Auth0 has authenticated may not enter; for the audit trail. */
export type SignInRefusal = "other-organization" | "unverified-address" | "other-domain";

/** One `@`, and only ASCII in the domain: look-alikes are no letters of it, and some become one in lower case (U+212A). */
const ADDRESS = /^[^\s@\p{C}]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/u;

/**
 * Whether a person whom Auth0 has authenticated may enter this site.
 *
 * An address counts only when Auth0 says that it is verified: otherwise anybody could sign up with a colleague's. What is not
 * plainly an address, with exactly one domain in it, is nobody's: programs disagree about where the domain of such a one is.
 *
 * @returns why not; null when they may
 */
export function signInRefusal(claims: Claims, config: Rules): SignInRefusal | null {
  const { organization } = config.auth0;
  if (organization && claims.org_id !== organization) return "other-organization";
  if (!config.allowedEmailDomains) return null;
  if (typeof claims.email !== "string" || claims.email_verified !== true) return "unverified-address";
  const domain = ADDRESS.exec(claims.email)?.[1]?.toLowerCase();
  return domain !== undefined && config.allowedEmailDomains.includes(domain) ? null : "other-domain";
}
