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

/** `invalid`: Auth0 refuses this refresh token for good. `unavailable`: no answer, or one that says nothing about it. */
export type RefreshResult =
  | { ok: true; accessToken: string; refreshToken: string | null; expiresInSeconds: number }
  | { ok: false; reason: "invalid" | "unavailable" };

const TIMEOUT_MS = 10_000;
const DISCOVERY_LIFETIME_MS = 3_600_000;
let cached: { issuer: string; at: number; value: Discovery } | null = null;

/**
 * The tenant's discovery document, kept for an hour.
 *
 * @throws when it cannot be fetched, or names another issuer than asked (OpenID Connect Discovery §4.3)
 */
export async function discover(issuer: string): Promise<Discovery> {
  if (cached && cached.issuer === issuer && Date.now() - cached.at < DISCOVERY_LIFETIME_MS) return cached.value;
  const response = await fetch(new URL(".well-known/openid-configuration", issuer), {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`discovery answered ${response.status}`);
  const value = discoverySchema.parse(await response.json());
  if (value.issuer !== issuer) throw new Error("discovery names another issuer");
  cached = { issuer, at: Date.now(), value };
  return value;
}

/** Trades a refresh token for new tokens (RFC 6749 §6). Never throws; response bodies are not logged: they hold tokens. */
export async function refresh(tenant: Tenant, refreshToken: string): Promise<RefreshResult> {
  try {
    const { token_endpoint } = await discover(tenant.issuer);
    const response = await postForm(token_endpoint, tenant, {
      grant_type: "refresh_token",
      refresh_token: refreshToken,
    });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) {
      const error = z.object({ error: z.string() }).safeParse(body);
      return { ok: false, reason: error.success && error.data.error === "invalid_grant" ? "invalid" : "unavailable" };
    }
    const tokens = tokenResponseSchema.parse(body);
    return {
      ok: true,
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? null,
      expiresInSeconds: tokens.expires_in,
    };
  } catch {
    return { ok: false, reason: "unavailable" };
  }
}

/** Ends a refresh token and what was granted with it (RFC 7009). Best effort: sign-out does not fail for it. */
export async function revoke(tenant: Tenant, refreshToken: string): Promise<boolean> {
  try {
    const { revocation_endpoint } = await discover(tenant.issuer);
    // Auth0 serves /oauth/revoke and does not always announce it.
    const endpoint = revocation_endpoint ?? new URL("oauth/revoke", tenant.issuer).href;
    return (await postForm(endpoint, tenant, { token: refreshToken, token_type_hint: "refresh_token" })).ok;
  } catch {
    return false;
  }
}

function postForm(url: string, tenant: Tenant, fields: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams({ ...fields, client_id: tenant.clientId, client_secret: tenant.clientSecret }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: "error",
  });
}
