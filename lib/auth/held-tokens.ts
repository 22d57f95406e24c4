import "server-only";
import { recordAudit } from "../audit/record";
import type { Config } from "../config/settings";
import type { Database } from "../db/types";
import { log } from "../log";
import { tellSessionEnded } from "./session-watch";
import { findLiveSession, type LiveSession, type SessionKey } from "./sessions";
import { expireSession, resealTokens } from "./token-row";
import { openTokens, sealedAgoMs, sealTokens, type TokenSet } from "./vault";

export type Vault = SessionKey & {
  db: Database;
  config: Pick<Config, "auth0" | "tokenKeys" | "sessionIdleSeconds">;
};

/** A live session with its tokens opened. */
export type Held = { session: LiveSession; tokens: TokenSet };

/** `expired`: there is no session any more. `unavailable`: its tokens cannot be read here, and may be elsewhere. */
export type Read = ({ ok: true } & Held) | { ok: false; reason: "expired" | "unavailable" };

/** So long may a deployment take that brings a new key: until then processes without it stand beside those that seal with it. */
const ROLLOUT_MS = 3_600_000;

/**
 * The tokens of a live session. Those that an older key has sealed are sealed anew with the newest, so that the old key can go.
 *
 * What no key opens may have been sealed by a newer process with a key that has not come here yet: that ends nobody's session.
 * Only when it was sealed too long ago for that is the key gone, and with it the session: its person can only sign in again.
 */
export async function readTokens(vault: Vault): Promise<Read> {
  const { db, config, sid, userId } = vault;
  const session = await findLiveSession(db, { sid, userId, idleSeconds: config.sessionIdleSeconds });
  if (!session) return { ok: false, reason: "expired" };
  const opened = await openTokens(session.tokens, sid, config.tokenKeys);
  if (!opened) return await unreadable(vault, session);
  if (opened.older) await reseal(vault, session, opened.tokens);
  return { ok: true, session, tokens: opened.tokens };
}

async function unreadable(vault: Vault, session: LiveSession): Promise<Read> {
  const ago = sealedAgoMs(session.tokens);
  if (ago === null || ago > ROLLOUT_MS) {
    await expire(vault, session, "no-key");
    return { ok: false, reason: "expired" };
  }
  log.warn(
    { event: "vault", sessionId: session.id },
    "no key of this process opens a session's tokens: see TOKEN_KEYS",
  );
  return { ok: false, reason: "unavailable" };
}

async function reseal({ db, config, sid, userId }: Vault, session: LiveSession, tokens: TokenSet): Promise<void> {
  try {
    const sealed = await sealTokens(tokens, sid, config.tokenKeys);
    await resealTokens(db, { sid, userId, version: session.version }, session.tokens, sealed);
  } catch (error) {
    log.warn({ err: error }, "tokens could not be sealed with the newest key; they are the next time");
  }
}

/**
 * Ends a session that has nothing left to act with, unless somebody else has renewed it meanwhile, or holds the lease.
 *
 * @returns whether it was ended here
 */
export async function expire({ db, sid, userId }: Vault, seen: { version: number; until?: Date }, reason: string) {
  const { version, until } = seen;
  const id = await expireSession(db, { sid, userId, version, ...(until ? { until } : {}) });
  if (id === null) return false;
  tellSessionEnded({ sid, userId });
  await recordAudit(db, { kind: "session-expired", userId, subject: id, address: null, detail: { reason } });
  return true;
}
