import "server-only";
import type { Database } from "../db/types";
import { isAuthenticatedWithin, type SessionKey } from "./sessions";

/**
 * For so long a proof of who somebody is lets them end other sessions or erase the account (ASVS 5.0, 7.5.2): long enough to
 * look through a list of devices or to export everything first, too short for a cookie that was copied some time ago or a
 * browser that was left open over lunch.
 */
export const RECENT_SECONDS = 15 * 60;

/**
 * Sent as `max_age` with each sign-in, because only then does Auth0 say in `auth_time` when the person really signed in: one
 * who is let in by Auth0's own session has shown nothing just now. No session of Auth0 gets older than a year, so nobody has
 * to type a password because of it.
 */
export const LONGEST_AUTH0_SESSION_SECONDS = 31_536_000;

/** Auth0's servers may differ by so much in what time it is. */
const MOST_SKEW_SECONDS = 60;

/**
 * How long before its ID token was made the person signed in at Auth0. Both times are Auth0's, so it does not matter how our
 * clocks go: the token is fetched the moment it is made.
 *
 * @param claims of an ID token whose signature and age were checked
 * @returns null when the token does not say so, or says what cannot be: then the sign-in proves nothing
 */
export function authenticatedSecondsAgo(claims: object | undefined): number | null {
  const { iat, auth_time: authTime } = (claims ?? {}) as { iat?: unknown; auth_time?: unknown };
  if (!isTime(iat) || !isTime(authTime)) return null;
  const ago = iat - authTime;
  return ago < -MOST_SKEW_SECONDS ? null : Math.max(0, ago);
}

/** A number of seconds since 1970. Zero is what "not known" looks like elsewhere. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

/** Whether the person of this session has just shown at Auth0 who they are, by the database's clock. */
export function isRecent(db: Database, key: SessionKey): Promise<boolean> {
  return isAuthenticatedWithin(db, key, RECENT_SECONDS);
}
