import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import type { PlatformError } from "./errors.ts";
import type { AuthorizerRules } from "./options.ts";

/** Who calls, as the token says it; `token` in full, because the control surface lets tests compare identities. */
export type Caller = { sub: string; clientId: string | null; token: string };
export type Authorization = { ok: true; caller: Caller } | { ok: false; error: PlatformError };
export type Authorizer = (header: string | undefined, rules: AuthorizerRules) => Promise<Authorization>;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string().url() });
const DISCOVERY_TTL_MS = 60_000;
/** A developer wipes `.data` and the identity provider has new keys: an unknown key is looked up again soon. */
const JWKS_COOLDOWN_MS = 1_000;

type Provider = { issuer: string; keys: ReturnType<typeof createRemoteJWKSet>; until: number };

/**
 * The custom JWT authorizer: signature and expiry against discovery, `iss` equal to discovery's issuer, then the rules.
 *
 * A claim that does not match is a 401 that names the claim, as the Runtime does it (a Gateway answers 403); 403 is kept
 * for a caller who uses the wrong way of authorisation altogether.
 *
 * @param issuer with its trailing slash
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html
 */
export function createAuthorizer(issuer: string): Authorizer {
  let provider: Provider | undefined;

  async function discover(): Promise<Provider> {
    if (provider && provider.until > Date.now()) return provider;
    const response = await fetch(`${issuer}.well-known/openid-configuration`, { signal: AbortSignal.timeout(5_000) });
    const found = discoverySchema.parse(await response.json());
    const keys = createRemoteJWKSet(new URL(found.jwks_uri), { cooldownDuration: JWKS_COOLDOWN_MS });
    provider = { issuer: found.issuer, keys, until: Date.now() + DISCOVERY_TTL_MS };
    return provider;
  }

  return async (header, rules) => {
    if (header === undefined) return unauthorized("Missing Authorization header");
    const [scheme = "", token = ""] = header.split(" ", 2);
    if (scheme.startsWith("AWS4-")) {
      const message =
        "Authorization method mismatch. The agent is configured for a different authorization method than what was used in your request. Check the agent's authorization configuration and ensure your request uses the matching method (OAuth or SigV4)";
      return { ok: false, error: { code: "ACCESS_DENIED", message } };
    }
    if (scheme.toLowerCase() !== "bearer") return unauthorized("Invalid Authorization header");

    let from: Provider;
    try {
      from = await discover();
    } catch (error) {
      const message = `Failed to read ${issuer}.well-known/openid-configuration: ${reasonOf(error)}`;
      return { ok: false, error: { code: "INTERNAL_ERROR", message } };
    }
    try {
      const { payload } = await jwtVerify(token, from.keys, { issuer: from.issuer, algorithms: ["RS256"] });
      const mismatch = mismatchedClaim(payload, rules);
      if (mismatch) return unauthorized(`Claim '${mismatch}' value mismatch with configuration.`);
      const clientId = typeof payload.client_id === "string" ? payload.client_id : null;
      return { ok: true, caller: { sub: payload.sub ?? "", clientId, token } };
    } catch (error) {
      if (isOutage(error)) {
        return { ok: false, error: { code: "INTERNAL_ERROR", message: `Failed to read the keys: ${reasonOf(error)}` } };
      }
      return unauthorized(messageOf(error));
    }
  };
}

function mismatchedClaim(payload: JWTPayload, rules: AuthorizerRules): string | undefined {
  const lacks = (allowed: readonly string[] | undefined, values: readonly unknown[]) =>
    allowed !== undefined && allowed.length > 0 && !allowed.some((one) => values.includes(one));
  if (lacks(rules.allowedAudience, [payload.aud].flat())) return "aud";
  if (lacks(rules.allowedClients, [payload.client_id])) return "client_id";
  const scope = typeof payload.scope === "string" ? payload.scope.split(" ") : [];
  return lacks(rules.allowedScopes, scope) ? "scope" : undefined;
}

function unauthorized(message: string): Authorization {
  return { ok: false, error: { code: "UNAUTHORIZED", message: `OAuth authorization failed: ${message}` } };
}

/** The keys could not be had, which says nothing about the token. */
function isOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout) return true;
  return !(error instanceof errors.JOSEError) || error.code === "ERR_JOSE_GENERIC";
}

function messageOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "Token has expired.";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `Claim '${error.claim}' value mismatch with configuration.`;
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return "Failed to parse token";
  return "Token verification failed";
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
