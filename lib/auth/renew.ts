import "server-only";
import { log } from "../log";
import { expire, type Held, readTokens, type Vault } from "./held-tokens";
import { REFRESH_TIMEOUT_MS, refresh, revoke } from "./oidc";
import { claimLease, type Lease, releaseLease, storeTokens } from "./token-row";
import { sealTokens } from "./vault";

export type Renewal = { ok: true; token: string } | { ok: false; reason: "expired" | "unavailable" };

/** Longer than a renewal can take: a lease that has run out is a dead process's, or one's that stood still. */
const LEASE_MS = REFRESH_TIMEOUT_MS + 5_000;
/** Whoever waits sees a dead holder's lease run out, and has time to renew by itself. */
const WAIT_MS = LEASE_MS + REFRESH_TIMEOUT_MS;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;
/** While the old token still does, a failing Auth0 is left alone for so long. */
const REST_MS = 5_000;
const STORE_TRIES = 4;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * New tokens for a session: one process asks Auth0, however many want them. Who has the lease on the row asks; the others read
 * the row, with growing pauses, until the tokens have changed or the lease is free again.
 *
 * No transaction spans the network. What Auth0 issued is stored if nobody has stored another set since the old one was read; if
 * somebody has, theirs are used, and ours are dropped without a word: revoking them would end the family that theirs belong to.
 *
 * @param held what was read, with a refresh token
 * @param stillGood the old token does for now: nobody waits for another process
 */
export async function renew(vault: Vault, held: Held, refreshToken: string, stillGood: boolean): Promise<Renewal> {
  const { db, sid, userId } = vault;
  const { version } = held.session;
  const giveUp = Date.now() + WAIT_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const lease = await claimLease(db, { sid, userId, version }, LEASE_MS);
    if (lease) return await renewAs(lease, vault, held, refreshToken, stillGood);
    const now = await readTokens(vault);
    if (!now.ok) return now;
    if (now.session.version !== version) return given(now);
    if (stillGood || Date.now() > giveUp) return { ok: false, reason: "unavailable" };
    await sleep(pause * (0.75 + Math.random() / 2));
  }
}

const given = ({ tokens }: Held): Renewal => ({ ok: true, token: tokens.accessToken });

async function renewAs(
  lease: Lease,
  vault: Vault,
  { tokens }: Held,
  refreshToken: string,
  stillGood: boolean,
): Promise<Renewal> {
  const result = await refresh(vault.config.auth0, refreshToken);
  if (!result.ok) {
    if (result.reason === "invalid") return await afterInvalidGrant(lease, vault);
    await releaseLease(vault.db, lease, stillGood ? REST_MS : 0).catch((error: unknown) =>
      log.warn({ err: error }, "the lease of a renewal could not be given back; it runs out"),
    );
    return { ok: false, reason: "unavailable" };
  }
  const renewed = {
    accessToken: result.accessToken,
    refreshToken: result.refreshToken ?? refreshToken,
    idpSid: tokens.idpSid,
    lifeSeconds: result.expiresInSeconds,
  };
  const sealed = await sealTokens(renewed, vault.sid, vault.config.tokenKeys);
  const isOurs = await stored(lease, vault, { tokens: sealed, lifeSeconds: result.expiresInSeconds });
  return isOurs ? { ok: true, token: renewed.accessToken } : await afterLostRace(vault, renewed.refreshToken);
}

/**
 * Tried again: the old refresh token is used up, and if the new one is lost the person may have to sign in again. Even then
 * the access token is good; and while Auth0's rotation overlap lasts, the old refresh token is too.
 */
async function stored(lease: Lease, { db }: Vault, renewed: { tokens: string; lifeSeconds: number }): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await storeTokens(db, lease, renewed);
    } catch (error) {
      if (tries === STORE_TRIES) {
        log.error({ err: error }, "new tokens could not be stored");
        return true;
      }
      await sleep(tries * 250);
    }
  }
}

/**
 * The row changed while Auth0 was asked. Either another process renewed it, and its tokens are the ones to use; or the
 * session was ended, and then what was just issued must not outlive that.
 */
async function afterLostRace(vault: Vault, orphan: string): Promise<Renewal> {
  const now = await readTokens(vault);
  if (now.ok) return given(now);
  // What cannot be read here belongs to a renewal that another process has stored.
  if (now.reason === "unavailable") return now;
  await revoke(vault.config.auth0, orphan);
  log.info({ event: "renewal" }, "signed out during a renewal: the new tokens were revoked");
  return { ok: false, reason: "expired" };
}

/**
 * Only while the row is as it was, and nobody else is asking, is the sign-in really over: somebody else may have rotated the
 * token meanwhile, or be about to store what they got for it.
 */
async function afterInvalidGrant(lease: Lease, vault: Vault): Promise<Renewal> {
  if (await expire(vault, lease, "invalid-grant")) return { ok: false, reason: "expired" };
  const now = await readTokens(vault);
  if (!now.ok) return now;
  return now.session.version === lease.version ? { ok: false, reason: "unavailable" } : given(now);
}
