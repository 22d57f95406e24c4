const DAY = 86_400_000;

/** How long a link can be made to work, in days; null for as long as it is not revoked. */
export const EXPIRIES = [null, 7, 30] as const;
export type Expiry = (typeof EXPIRIES)[number];

/**
 * The whole days until a link ends, which is how the server takes them; null when it does not end by itself. Rounded down:
 * whoever brings a link up to date has not chosen that others may read it for longer. 0: there is no such day left.
 */
export function daysLeft(expiresAt: string | null, now: number): number | null {
  if (expiresAt === null) return null;
  return Math.min(365, Math.max(0, Math.floor((Date.parse(expiresAt) - now) / DAY)));
}
