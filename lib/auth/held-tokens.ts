import "server-only";
import { recordAudit } from "../audit/record";
import type { Config } from "../config/settings";
import type { Database } from "../db/types";
import { log } from "../log";
import { tellSessionEnded } from "./session-watch";
import { findLiveSession, type LiveSession, type SessionKey } from "./sessions";
import { expireSession, resealTokens, type Seen } from "./token-row";
import { openTokens, sealTokens, type TokenSet } from "./vault";

export type Vault = SessionKey & {
  db: Database;
  config: Pick<Config, "auth0" | "tokenKeys" | "sessionIdleSeconds">;
};

/** A live session with its tokens opened. */
export type Held = { session: LiveSession; tokens: TokenSet };

/**
 * The tokens of a live session. Those that an older key has sealed are sealed anew with the newest, so that the old key can go.
 *
 * @returns null when the session is over; one whose tokens no key opens is ended: its person can only sign in again
 */
export async function readTokens(vault: Vault): Promise<Held | null> {
  const { db, config, sid, userId } = vault;
  const session = await findLiveSession(db, { sid, userId, idleSeconds: config.sessionIdleSeconds });
  if (!session) return null;
  const opened = await openTokens(session.tokens, sid, config.tokenKeys);
  if (!opened) {
    await expire(vault, session, "no-key");
    return null;
  }
  if (opened.older) await reseal(vault, session, opened.tokens);
  return { session, tokens: opened.tokens };
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
 * Ends a session that has nothing left to act with, unless somebody else has renewed it meanwhile.
 *
 * @returns whether it was ended here
 */
export async function expire({ db, sid, userId }: Vault, seen: Omit<Seen, keyof SessionKey>, reason: string) {
  const id = await expireSession(db, { sid, userId, version: seen.version });
  if (id === null) return false;
  tellSessionEnded({ sid, userId });
  await recordAudit(db, { kind: "session-expired", userId, subject: id, address: null, detail: { reason } });
  return true;
}
