/**
 * Auth0's rules for rotating refresh tokens, as decisions without side effects. A family is everything that descends
 * from one sign-in; here each sign-in has a grant of its own, so a family is a grant.
 *
 * @see https://auth0.com/docs/secure/tokens/refresh-tokens/refresh-token-rotation
 * @see https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-rotation ("Rotation Overlap Period")
 */
export interface RotationState {
  /** How many exchanges lie between the sign-in and this token. */
  readonly rotations: number;
  /** Milliseconds since the epoch of the token's *first* exchange; reuse within the overlap does not move it. */
  readonly consumedAt?: number;
}

/**
 * Whether a refresh token may still be exchanged. "Only the previous token can be reused" within the overlap: as soon
 * as one of its successors has been exchanged, an older token is a breach however little time has passed.
 *
 * @param family all tokens of the same grant
 * @param overlapMs length of the overlap period in milliseconds; 0 allows each token once
 * @param now milliseconds since the epoch
 */
export function mayExchange(
  token: RotationState,
  family: readonly RotationState[],
  overlapMs: number,
  now: number,
): boolean {
  if (token.consumedAt === undefined) return true;
  if (now - token.consumedAt >= overlapMs) return false;
  return !family.some((other) => other.rotations > token.rotations && other.consumedAt !== undefined);
}

/**
 * How long a newly issued refresh token lives: the idle lifetime, but never beyond the absolute lifetime, which counts
 * from the sign-in and is not prolonged by rotation.
 *
 * @param family when the family's first token was issued, seconds since the epoch
 * @param now seconds since the epoch
 * @returns whole seconds, at least 1
 */
export function refreshTokenTtl(
  family: { readonly startedAt: number },
  lifetimes: { readonly refreshIdleSeconds: number; readonly refreshAbsoluteSeconds: number },
  now: number,
): number {
  const left = family.startedAt + lifetimes.refreshAbsoluteSeconds - now;
  return Math.max(1, Math.min(lifetimes.refreshIdleSeconds, left));
}
