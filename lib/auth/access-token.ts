import "server-only";
import type { Config } from "../config/settings";
import type { Database } from "../db/types";
import { log } from "../log";
import { refresh, revoke } from "./oidc";
import { type AuthSession, findLiveSession, replaceTokens, revokeSession } from "./sessions";
import { openTokens, sealTokens } from "./vault";

type Params = {
  db: Database;
  config: Pick<Config, "auth0" | "tokenKeys">;
  sid: string;
  userId: string;
  /** The token that AgentCore has just refused: whatever the clock says, this one is not given out again. */
  rejected?: string;
};

export type AccessToken = { ok: true; token: string } | { ok: false; reason: "expired" | "unavailable" };

/** AgentCore checks the token when a run starts: it must outlive the way there and the person's clock skew. */
const MIN_LIFE_MS = 60_000;

const inFlight = new Map<string, Promise<AccessToken>>();

/**
 * A fresh access token of this session, refreshed at Auth0 when its life is nearly over.
 *
 * @returns the token; `expired` when the person must sign in again; `unavailable` when Auth0 gave no answer
 */
export function getAccessToken(params: Params): Promise<AccessToken> {
  // One refresh at a time in this process; another process is caught by the version below and by Auth0's rotation overlap.
  const running = inFlight.get(params.sid);
  if (running && params.rejected === undefined) return running;
  const started = (running ?? Promise.resolve()).then(() => load(params));
  const settled = started.finally(() => {
    if (inFlight.get(params.sid) === settled) inFlight.delete(params.sid);
  });
  inFlight.set(params.sid, settled);
  return settled;
}

async function load(params: Params): Promise<AccessToken> {
  const session = await findLiveSession(params.db, { sid: params.sid, userId: params.userId, now: new Date() });
  if (!session) return { ok: false, reason: "expired" };
  const tokens = await openTokens(session.tokens, session.sid, params.config.tokenKeys);
  if (!tokens) return { ok: false, reason: "expired" };
  const life = session.accessExp.getTime() - Date.now();
  const usable = life > 0 && tokens.accessToken !== params.rejected;
  if (usable && life > MIN_LIFE_MS) return { ok: true, token: tokens.accessToken };
  if (!tokens.refreshToken) return usable ? { ok: true, token: tokens.accessToken } : { ok: false, reason: "expired" };

  const result = await refresh(params.config.auth0, tokens.refreshToken);
  if (!result.ok && result.reason === "unavailable") {
    return usable ? { ok: true, token: tokens.accessToken } : { ok: false, reason: "unavailable" };
  }
  if (!result.ok) return await afterInvalidGrant(params, session);
  const renewed = {
    accessToken: result.accessToken,
    refreshToken: result.refreshToken ?? tokens.refreshToken,
    idpSid: tokens.idpSid,
  };
  const stored = await replaceTokens(params.db, {
    sid: session.sid,
    userId: session.userId,
    version: session.version,
    tokens: await sealTokens(renewed, session.sid, params.config.tokenKeys),
    accessExp: new Date(Date.now() + result.expiresInSeconds * 1000),
  });
  if (stored) return { ok: true, token: renewed.accessToken };
  return await afterLostRace(params, renewed.refreshToken);
}

/**
 * The row changed while Auth0 was asked. Either another process renewed it, and its tokens are the ones to use; or the
 * person signed out, and then what was just issued must not outlive that.
 */
async function afterLostRace(params: Params, orphan: string): Promise<AccessToken> {
  const now = await findLiveSession(params.db, { sid: params.sid, userId: params.userId, now: new Date() });
  const tokens = now && (await openTokens(now.tokens, now.sid, params.config.tokenKeys));
  if (tokens) return { ok: true, token: tokens.accessToken };
  await revoke(params.config.auth0, orphan);
  log.info({ sid: params.sid.slice(0, 8) }, "signed out during a renewal: the new tokens were revoked");
  return { ok: false, reason: "expired" };
}

/** Somebody else may have rotated the token meanwhile: only when the row is unchanged is the sign-in really over. */
async function afterInvalidGrant(params: Params, before: AuthSession): Promise<AccessToken> {
  const now = await findLiveSession(params.db, { sid: params.sid, userId: params.userId, now: new Date() });
  if (!now) return { ok: false, reason: "expired" };
  if (now.version !== before.version) {
    const tokens = await openTokens(now.tokens, now.sid, params.config.tokenKeys);
    if (tokens && tokens.accessToken !== params.rejected) return { ok: true, token: tokens.accessToken };
  }
  await revokeSession(params.db, { sid: params.sid, userId: params.userId, now: new Date() });
  log.info({ sid: params.sid.slice(0, 8) }, "sign-in ended: the refresh token is no longer valid");
  return { ok: false, reason: "expired" };
}
