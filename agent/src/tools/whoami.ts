import { decodeJwt, type JWTPayload } from "jose";
import { z } from "zod";

export const whoamiSpec = {
  name: "whoami",
  description: "The person on whose behalf the agent acts: the claims of the access token that came with this request.",
  inputSchema: z.object({}),
};

export type WhoamiResult =
  | { signedIn: false; reason: string }
  | { signedIn: true; sub?: string; name?: string; email?: string; issuer?: string; expiresAt?: string };

/**
 * Who a request's access token speaks for. The token itself is never part of the answer.
 *
 * Decoded, not verified: AgentCore's JWT authorizer has checked signature, issuer, audience and expiry before the
 * request reached this container, and nothing else can reach it. Outside AgentCore the answer is only as good as
 * whoever stands in front.
 */
export function whoami(token: string | undefined): WhoamiResult {
  if (!token) return { signedIn: false, reason: "The request carried no access token." };
  let claims: JWTPayload;
  try {
    claims = decodeJwt(token);
  } catch {
    return { signedIn: false, reason: "The access token cannot be read: it is not a JWT." };
  }
  const text = (name: string) => {
    const claim = claims[name] ?? namespaced(claims, name);
    return typeof claim === "string" && claim ? claim : undefined;
  };
  const entries = {
    sub: text("sub"),
    name: text("name"),
    email: text("email"),
    issuer: text("iss"),
    expiresAt: claims.exp === undefined ? undefined : new Date(claims.exp * 1000).toISOString(),
  };
  const given = Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
  return { signedIn: true, ...given };
}

/** Auth0 lets a tenant add profile claims to access tokens only under a namespace, such as https://example.com/email. */
function namespaced(claims: JWTPayload, name: string): unknown {
  const key = Object.keys(claims).find((claim) => claim.startsWith("https://") && claim.endsWith(`/${name}`));
  return key && claims[key];
}
