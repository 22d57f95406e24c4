import type { AccessToken } from "../lib/auth/access-token";
import { isSafeAddress } from "../lib/config/address";
import { type Environment, tenantOf } from "./environment";
import { type Io, UsageError } from "./io";
import { signedInToken } from "./login/access-token";
import type { Target } from "./target";

export type TokenSource = (rejected?: string) => Promise<AccessToken>;

/**
 * Where the token of a call comes from: the one that was given, else the sign-in of `login`, else, for an agent that is called
 * directly, none (an empty text).
 *
 * @throws UsageError when a token would cross a network in the clear
 */
export function tokenSource(target: Target, given: string | undefined, env: Environment, io: Io): TokenSource {
  const fixed = given ?? env.AGENTCORE_TOKEN;
  if (fixed === undefined && !target.authorized) return async () => ({ ok: true, token: "" });
  if (!isSafeAddress(target.invokeUrl))
    throw new UsageError("A token is sent over https only (http:// is for localhost).");
  if (fixed === undefined) {
    const tenant = tenantOf(env);
    return (rejected) => signedInToken(tenant, io, rejected);
  }
  if (!/^[\x21-\x7e]+$/.test(fixed)) throw new UsageError("The token has characters in it that no token has.");
  // There is no other to be had: asked for another one, it is tried once more, and then what AgentCore says is told.
  return async () => ({ ok: true, token: fixed });
}
