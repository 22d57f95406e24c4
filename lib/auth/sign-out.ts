import "server-only";
import { getConfig } from "../config";
import { database } from "../db/client";
import { log } from "../log";
import { discover, revoke } from "./oidc";
import type { SignedIn } from "./session";
import { findLiveSession, revokeSession } from "./sessions";
import { openTokens } from "./vault";

/**
 * Ends a sign-in everywhere: the row first, so that it holds even if Auth0 is down; then the refresh token.
 *
 * @returns the Auth0 address that ends the tenant's own session and comes back to `/signin`
 */
export async function signOut(user: Pick<SignedIn, "id" | "sid">): Promise<string> {
  const config = getConfig();
  const db = await database();
  const session = await findLiveSession(db, { sid: user.sid, userId: user.id, now: new Date() });
  const tokens = session ? await openTokens(session.tokens, session.sid, config.tokenKeys) : null;
  await revokeSession(db, { sid: user.sid, userId: user.id, now: new Date() });
  if (tokens?.refreshToken && !(await revoke(config.auth0, tokens.refreshToken))) {
    log.warn(
      { event: "sign-out" },
      "the refresh token could not be revoked at Auth0; the session here is over all the same",
    );
  }
  return await logoutAddress(tokens?.idpSid ?? null);
}

/**
 * RP-initiated logout with `logout_hint` where the tenant offers it, else Auth0's `/v2/logout`. Neither puts an id token
 * into an address, where proxies and histories would keep it.
 */
async function logoutAddress(idpSid: string | null): Promise<string> {
  const { auth0, siteUrl } = getConfig();
  const back = `${siteUrl}/signin`;
  const endpoint = idpSid
    ? await discover(auth0.issuer).then(
        (found) => found.end_session_endpoint,
        () => undefined,
      )
    : undefined;
  if (endpoint && idpSid) {
    const url = new URL(endpoint);
    url.search = new URLSearchParams({
      client_id: auth0.clientId,
      logout_hint: idpSid,
      post_logout_redirect_uri: back,
    }).toString();
    return url.href;
  }
  const url = new URL("v2/logout", auth0.issuer);
  url.search = new URLSearchParams({ client_id: auth0.clientId, returnTo: back }).toString();
  return url.href;
}
