const DAY = 86_400_000;

/** How long a link can be made to work, in days; null for as long as it is not revoked. */
export const EXPIRIES = [null, 7, 30] as const;
export type Expiry = (typeof EXPIRIES)[number];

/** The whole days until a link ends, as the server takes them: at least one, so that a link is never cut short by a renewal. */
export function daysLeft(expiresAt: string | null, now: number): number | null {
  if (expiresAt === null) return null;
  return Math.min(365, Math.max(1, Math.ceil((Date.parse(expiresAt) - now) / DAY)));
}
