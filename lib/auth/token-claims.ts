import "server-only";
import { decodeJwt } from "jose";
import { readTokens, type Vault } from "./held-tokens";

type Claims = Readonly<Record<string, unknown>>;

/**
 * What an access token says. Its signature is not checked: it has come from Auth0's token endpoint, over TLS, straight into the
 * vault, whose seal shows that nobody has changed it since (OpenID Connect Core 1.0, 3.1.3.7, item 6, of the id token that comes
 * by the same way). Never use this for a token that somebody else hands in.
 *
 * @returns nothing of a token that is no JWT: Auth0 gives such where no audience is asked for
 */
export function claimsOf(accessToken: string): Claims {
  try {
    return decodeJwt(accessToken);
  } catch {
    return {};
  }
}

/**
 * The claims of the access token that this session holds, be it over or not.
 *
 * No token is renewed for them, since they are asked for with every page. So a role that Auth0 takes away counts here until the
 * token is renewed: that is, for the rest of its life, and then until the session is used, which renews what has run out
 * (`askWhetherWelcome`). Nobody gains by it: to run an agent takes a token that lives, and its claims decide (`agentForRun`).
 * To take an expired token for none instead would have agents vanish from an open page after each pause, for people who may
 * use them.
 *
 * @returns nothing where the session is over, or its tokens cannot be read: who cannot be known is let in nowhere
 */
export async function heldClaims(vault: Vault): Promise<Claims> {
  const held = await readTokens(vault);
  return held.ok ? claimsOf(held.tokens.accessToken) : {};
}
