import "server-only";
import { z } from "zod";
import type { Config } from "../config/settings";

type Tenant = Config["auth0"];

const discoverySchema = z.object({
  issuer: z.string(),
  token_endpoint: z.string().url(),
  revocation_endpoint: z.string().url().optional(),
  end_session_endpoint: z.string().url().optional(),
});

export type Discovery = z.infer<typeof discoverySchema>;

const tokenResponseSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive(),
});

/**
 * With these Auth0 says that the person has to come themselves, and will say so again: a second factor, a consent. Not
 * `access_denied`, which it also says to a wrong client secret.
 */
const PERSON_MUST_SIGN_IN: ReadonlySet<string> = new Set([
  "invalid_grant",
  "mfa_required",
  "login_required",
  "consent_required",
  "interaction_required",
]);

/** `invalid`: Auth0 refuses this refresh token for good. `unavailable`: no answer, or one that says nothing about it. */
export type RefreshResult =
  | { ok: true; accessToken: string; refreshToken: string | null; expiresInSeconds: number }
  | { ok: false; reason: "invalid" | "unavailable" };

/** All that a renewal may take, discovery and a second try included. The lease of a renewal is longer than this. */
export const REFRESH_TIMEOUT_MS = 10_000;
/** What is only asked for out of courtesy, or while somebody waits to leave. */
const SHORT_TIMEOUT_MS = 4_000;
const RETRY_AFTER_MS = 300;
/** With less time left, a second try would only be cut off. */
const RETRY_NEEDS_MS = 3_000;
const DISCOVERY_LIFETIME_MS = 3_600_000;
let cached: { issuer: string; at: number; value: Discovery } | null = null;

/**
 * The tenant's discovery document, kept for an hour.
 *
 * @throws when it cannot be fetched in time, or names another issuer than asked (OpenID Connect Discovery §4.3)
 */
export async function discover(issuer: string, signal = AbortSignal.timeout(SHORT_TIMEOUT_MS)): Promise<Discovery> {
  if (cached && cached.issuer === issuer && Date.now() - cached.at < DISCOVERY_LIFETIME_MS) return cached.value;
  const response = await fetch(new URL(".well-known/openid-configuration", issuer), { signal });
  if (!response.ok) throw new Error(`discovery answered ${response.status}`);
  const value = discoverySchema.parse(await response.json());
  if (value.issuer !== issuer) throw new Error("discovery names another issuer");
  cached = { issuer, at: Date.now(), value };
  return value;
}

/**
 * Trades a refresh token for new tokens (RFC 6749 §6). Never throws; response bodies are not logged: they hold tokens.
 *
 * Without a usable answer it asks once more with the same token. If the first answer was lost on its way, the token has been
 * rotated already: Auth0 takes the previous one again within its rotation overlap, and soon is within it.
 */
export async function refresh(
  tenant: Tenant,
  refreshToken: string,
  timeoutMs = REFRESH_TIMEOUT_MS,
): Promise<RefreshResult> {
  const asked = Date.now();
  const signal = AbortSignal.timeout(timeoutMs);
  const first = await askForTokens(tenant, refreshToken, signal);
  const hasTime = timeoutMs - (Date.now() - asked) >= RETRY_NEEDS_MS;
  if (first !== "unclear" || !hasTime) return settled(first);
  await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS * (1 + Math.random())));
  return settled(await askForTokens(tenant, refreshToken, signal));
}

const settled = (result: RefreshResult | "unclear"): RefreshResult =>
  result === "unclear" ? { ok: false, reason: "unavailable" } : result;

/** @returns `unclear` where asking again may help */
async function askForTokens(
  tenant: Tenant,
  refreshToken: string,
  signal: AbortSignal,
): Promise<RefreshResult | "unclear"> {
  try {
    const { token_endpoint } = await discover(tenant.issuer, signal);
    // From here, not from when the answer comes: the token has lived since Auth0 made it.
    const asked = Date.now();
    const fields = { grant_type: "refresh_token", refresh_token: refreshToken };
    const response = await postForm(token_endpoint, tenant, fields, signal);
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const error = z.object({ error: z.string() }).safeParse(body);
      if (error.success && PERSON_MUST_SIGN_IN.has(error.data.error)) return { ok: false, reason: "invalid" };
      return response.status >= 500 ? "unclear" : { ok: false, reason: "unavailable" };
    }
    const tokens = tokenResponseSchema.parse(body);
    return {
      ok: true,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? null,
      expiresInSeconds: Math.max(0, tokens.expires_in - (Date.now() - asked) / 1000),
    };
  } catch {
    return "unclear";
  }
}

/** Ends a refresh token and what was granted with it (RFC 7009). Best effort: sign-out does not fail for it. */
export async function revoke(tenant: Tenant, refreshToken: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(SHORT_TIMEOUT_MS);
    const { revocation_endpoint } = await discover(tenant.issuer, signal);
    // Auth0 serves /oauth/revoke and does not always announce it.
    const endpoint = revocation_endpoint ?? new URL("oauth/revoke", tenant.issuer).href;
    const fields = { token: refreshToken, token_type_hint: "refresh_token" };
    return (await postForm(endpoint, tenant, fields, signal)).ok;
  } catch {
    return false;
  }
}

function postForm(url: string, tenant: Tenant, fields: Record<string, string>, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams({ ...fields, client_id: tenant.clientId, client_secret: tenant.clientSecret }),
    signal,
    redirect: "error",
  });
}
