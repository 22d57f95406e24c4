import type { Config } from "../config/settings";

type Claims = { email?: unknown; email_verified?: unknown; org_id?: unknown };

/**
 * Whether a person whom Auth0 has authenticated may enter this site.
 *
 * An address counts only when Auth0 says that it is verified: otherwise anybody could sign up with a colleague's.
 */
export function maySignIn(
  claims: Claims,
  config: Pick<Config, "allowedEmailDomains"> & { auth0: Pick<Config["auth0"], "organization"> },
): boolean {
  if (config.auth0.organization && claims.org_id !== config.auth0.organization) return false;
  if (!config.allowedEmailDomains) return true;
  if (typeof claims.email !== "string" || claims.email_verified !== true) return false;
  const domain = claims.email.slice(claims.email.lastIndexOf("@") + 1).toLowerCase();
  return config.allowedEmailDomains.includes(domain);
}
