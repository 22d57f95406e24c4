import "server-only";
import { getConfig } from "../config";
import { database } from "../db/client";
import { type Asked, endSessions } from "./end-sessions";
import { discover } from "./oidc";
import type { SignedIn } from "./session";

const BY_ITSELF: Asked = { address: null, requestId: null };

/**
 * Ends a sign-in everywhere: the row, the streams that are open with it, the refresh token at Auth0, and, through the address
 * that comes back, Auth0's own session. A slow or dead Auth0 does not keep anybody from signing out here.
 *
 * @param hold takes the call to Auth0 that the person need not wait for
 * @returns the Auth0 address that ends the tenant's own session and comes back to `/signin`
 * @throws when the database does not answer: then nothing has ended
 */
export async function signOut(
  user: Pick<SignedIn, "id" | "sid">,
  asked = BY_ITSELF,
  hold: (work: Promise<unknown>) => void = (work) => void work,
): Promise<string> {
  const [db, config] = [await database(), getConfig()];
  const which = { sid: user.sid };
  const [tokens] = await endSessions({ db, config, userId: user.id, which, kind: "sign-out", asked, hold });
  return await logoutAddress(tokens?.idpSid ?? null);
}

/**
 * Where the browser goes to end the tenant's own session, and from there back to `/signin`: also for who has no session
 * here any more. On a shared computer the next one to sign in would otherwise be let in as the last.
 *
 * RP-initiated logout with `logout_hint` where the tenant offers it, else Auth0's `/v2/logout`. Neither puts an id token
 * into an address, where proxies and histories would keep it.
 */
export async function logoutAddress(idpSid: string | null): Promise<string> {
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
