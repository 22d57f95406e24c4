import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, ne } from "drizzle-orm";
import { pseudonymOf } from "../audit/pseudonym";
import { writeAudit } from "../audit/record";
import type { AccessToken } from "../auth/access-token";
import { endSessions } from "../auth/end-sessions";
import { revoke } from "../auth/oidc";
import { signOut } from "../auth/sign-out";
import { openTokens } from "../auth/vault";
import { getConfig } from "../config";
import type { RequestScope } from "../copilot/scope";
import { authSession } from "../db/schema";
import type { Database } from "../db/types";
import { log } from "../log";
import { eraseRows } from "./erase-rows";
import { stopRunsOf } from "./stop-runs";

/** The trail shall not say from where the sessions of somebody ended who wants to be forgotten. */
const UNSAID = { address: null, requestId: null };

/**
 * Erases everything that this site keeps of a person.
 *
 * The event `account-erased`, under the pseudonym, is written before anything is destroyed: from then on the next purge
 * finishes what is left over, should this process die or the database fail in the middle. The person could not ask again:
 * their sessions are the first thing to go, so that nothing new begins. Refresh tokens end at Auth0 as far as that answers.
 *
 * @returns the Auth0 address that ends the session there
 * @throws when the database fails; before the event is written nothing but running answers has ended
 */
export async function eraseAccount(db: Database, scope: RequestScope): Promise<string> {
  const config = getConfig();
  const { user, hold } = scope;
  const pseudonym = pseudonymOf(user.id, config.sessionIdKey);
  await stopRunsOf(db, scope);
  // For agents of runs that begin in this very moment: after the sign-out nobody gets one any more.
  const token = await scope.token().catch((): AccessToken => ({ ok: false, reason: "unavailable" }));

  const erasureId = randomUUID();
  const event = { kind: "account-erased", userId: pseudonym, address: null, requestId: scope.requestId } as const;
  await writeAudit(db, event, erasureId);
  const url = await signOut(user, UNSAID, hold);
  await endSessions({ db, config, userId: user.id, which: "all", kind: "session-revoked", asked: UNSAID, hold });
  await stopRunsOf(db, { user, token: async () => token });
  await revokeForgotten(db, user.id, hold);
  await eraseRows(db, { userId: user.id, erasureId, pseudonym });
  return url;
}

/** Sessions that ended by themselves have left their refresh tokens, and with the rows nobody could revoke them. */
async function revokeForgotten(db: Database, userId: string, hold: RequestScope["hold"]): Promise<void> {
  const { auth0, tokenKeys } = getConfig();
  const rows = await db
    .select({ sid: authSession.sid, tokens: authSession.tokens })
    .from(authSession)
    .where(and(eq(authSession.userId, userId), ne(authSession.tokens, "")));
  for (const { sid, tokens } of rows) {
    const refreshToken = (await openTokens(tokens, sid, tokenKeys))?.tokens.refreshToken;
    if (!refreshToken) continue;
    hold(
      revoke(auth0, refreshToken).then((done) => {
        if (!done)
          log.warn({ event: "revocation" }, "a refresh token of an erased account could not be revoked at Auth0");
      }),
    );
  }
}
