import type { ClientMetadata } from "oidc-provider";
import { LOCAL } from "../../lib/local-defaults";

/** What is registered in the local tenant: two applications, one API. */
export interface Tenant {
  /** With the trailing slash that Auth0's issuers have. */
  readonly issuer: string;
  /** Origins the site may run at, as `URL.origin` writes them. */
  readonly siteOrigins: readonly string[];
  /** Origins to which a browser may be sent after signing out; by default those of the site. */
  readonly logoutOrigins: readonly string[];
  readonly clients: readonly ClientMetadata[];
}

/** What is registered in place of the site's own addresses: a tenant in which one of the two was forgotten. */
export interface Registered {
  readonly callbackOrigins?: readonly string[];
  readonly logoutOrigins?: readonly string[];
}

export const deviceCodeGrant = "urn:ietf:params:oauth:grant-type:device_code";

/** The scopes an access token for the API can carry; the API defines none of its own. */
export const scopes = ["openid", "profile", "email", "offline_access"] as const;

/**
 * @param siteOrigins addresses of the site; anything after the origin is cut off
 * @throws TypeError when one of them is not an http(s) address
 */
export function describeTenant(port: number, siteOrigins: readonly string[], registered: Registered = {}): Tenant {
  const origins = [...new Set(siteOrigins.map(toOrigin))];
  return {
    issuer: `http://localhost:${port}/`,
    siteOrigins: origins,
    logoutOrigins: registered.logoutOrigins?.map(toOrigin) ?? origins,
    clients: [
      {
        client_id: LOCAL.clientId,
        client_secret: LOCAL.clientSecret,
        client_name: "AgentCore Chat",
        // The provider accepts the secret in the header and in the body for either method, as Auth0 does.
        token_endpoint_auth_method: "client_secret_post",
        grant_types: ["authorization_code", "refresh_token"],
        redirect_uris: (registered.callbackOrigins?.map(toOrigin) ?? origins).map(
          (origin) => `${origin}/api/auth/callback/auth0`,
        ),
      },
      {
        client_id: LOCAL.deviceClientId,
        client_name: "AgentCore Chat CLI",
        application_type: "native",
        token_endpoint_auth_method: "none",
        grant_types: [deviceCodeGrant, "refresh_token"],
        response_types: [],
        redirect_uris: [],
      },
    ],
  };
}

function toOrigin(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new TypeError(`"${address}" is not an address the site can have, such as http://localhost:3000`);
  }
  return url.origin;
}

/**
 * Where a browser may be sent after signing out: the site itself or any page of it.
 *
 * @returns the address to redirect to, normalised (`http:\\host`, `//host` and credentials are ways past a comparison
 *   of the text), or undefined when it is not one of the site's
 */
export function allowedLogoutUrl(tenant: Tenant, address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username || url.password) return undefined;
  return tenant.logoutOrigins.includes(url.origin) ? url.href : undefined;
}

export function isClient(tenant: Tenant, clientId: string): boolean {
  return tenant.clients.some((client) => client.client_id === clientId);
}
