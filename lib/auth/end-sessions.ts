import "server-only";
import { recordAudit } from "../audit/record";
import type { Config } from "../config/settings";
import type { AuditKind } from "../db/safety-schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { revoke } from "./oidc";
import { tellSessionEnded } from "./session-watch";
import { type EndedSession, revokeSessions } from "./sessions";
import { openTokens, type TokenSet } from "./vault";

/** Who asked for something, as the audit trail has it. */
export type Asked = { address: string | null; requestId: string | null };

type Params = {
  db: Database;
  config: Pick<Config, "auth0" | "tokenKeys" | "sessionIdleSeconds">;
  userId: string;
  which: Parameters<typeof revokeSessions>[2];
  kind: Extract<AuditKind, "sign-out" | "session-revoked">;
  asked: Asked;
  /** Takes what need not be waited for. */
  hold: (work: Promise<unknown>) => void;
};

/**
 * Ends sessions of a person: the rows first, so that it holds even if Auth0 is down; the open streams of this process; the
 * audit trail; and at last, without anybody waiting for it, the refresh tokens at Auth0.
 *
 * @returns the tokens of each that was live until now; null for tokens that no key opens
 * @throws when the database does not answer: then nothing has ended
 */
export async function endSessions(params: Params): Promise<(TokenSet | null)[]> {
  const { db, config, userId, kind, asked } = params;
  const ended = await revokeSessions(db, { userId, idleSeconds: config.sessionIdleSeconds }, params.which);
  for (const session of ended) {
    tellSessionEnded(session);
    await recordAudit(db, { kind, userId, subject: session.id, ...asked });
  }
  const tokens = await Promise.all(ended.map((session) => opened(session, config)));
  for (const set of tokens) {
    if (set?.refreshToken) params.hold(revokeAtAuth0(config, set.refreshToken));
    else if (!set)
      log.warn({ event: "revocation" }, "no key opens an ended session's tokens: Auth0 was not told of its end");
  }
  return tokens;
}

async function opened(session: EndedSession, config: Params["config"]): Promise<TokenSet | null> {
  return (await openTokens(session.tokens, session.sid, config.tokenKeys))?.tokens ?? null;
}

async function revokeAtAuth0(config: Params["config"], refreshToken: string): Promise<void> {
  if (await revoke(config.auth0, refreshToken)) return;
  log.warn(
    { event: "revocation" },
    "a refresh token could not be revoked at Auth0; its session here is over all the same",
  );
}
