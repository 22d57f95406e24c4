import type { ClaimsParameter, Configuration, KoaContextWithOIDC } from "oidc-provider";
import { LOCAL } from "../../lib/local-defaults";
import { devicePages } from "./device";
import type { TenantKeys } from "./keys";
import { errors, interactionPolicy } from "./library";
import { renderProviderError } from "./pages/error";
import { refreshTokenTtl } from "./rotation";
import type { SettingsStore } from "./settings";
import type { Store } from "./store";
import { scopes, type Tenant } from "./tenant";
import { findUser, profileClaims, scopeClaims } from "./users";

const seconds = () => Math.floor(Date.now() / 1000);
const day = 86_400;

/** The value of a request parameter, when it was given once. */
function param(ctx: KoaContextWithOIDC, name: string): string | undefined {
  const value = ctx.oidc.params?.[name];
  return typeof value === "string" ? value : undefined;
}

function requireKnownAudience(audience: string): void {
  if (audience !== LOCAL.audience) throw new errors.AccessDenied(`Service not found: ${audience}`);
}

/**
 * Asks, in the client's name, for what Auth0 always puts into an ID token: `sid`, and `org_id` when an organization
 * was named. As a `claims` request it travels by itself through code, device code and refresh token.
 */
function claimsToAdd(organization: string | undefined): ClaimsParameter {
  return { id_token: { sid: null, ...(organization ? { org_id: { value: organization } } : undefined) } };
}

function organizationOf(source: { claims?: ClaimsParameter | undefined } | undefined): string | undefined {
  return source?.claims?.id_token?.org_id?.value;
}

/** Auth0 gives `offline_access` to whoever asks; OpenID Connect Core 11, which the provider follows, wants a consent. */
function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const asked = String(ctx.query.scope ?? "").split(" ");
  const kept = param(ctx, "scope")?.split(" ") ?? [];
  if (ctx.oidc.params && asked.includes("offline_access") && !kept.includes("offline_access")) {
    ctx.oidc.params.scope = [...kept, "offline_access"].join(" ");
  }
}

/** No consent page for first-party applications: every sign-in gets a grant of its own with all it asked for. */
async function grantForThisSignIn(ctx: KoaContextWithOIDC) {
  const { account, client, provider } = ctx.oidc;
  if (!account || !client || ctx.oidc.promptPending("login")) return undefined;
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope(ctx.oidc.requestParamOIDCScopes);
  for (const resource of Object.keys(ctx.oidc.resourceServers ?? {})) {
    grant.addResourceScope(resource, ctx.oidc.requestParamOIDCScopes);
  }
  grant.addOIDCClaims(["org_id"]);
  await grant.save();
  return grant;
}

function prompts() {
  const policy = interactionPolicy.base();
  policy.get("consent")?.checks.clear();
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }));
  return policy;
}

/** oidc-provider, set up to answer as an Auth0 tenant does. */
export function providerConfiguration(parts: {
  tenant: Tenant;
  keys: TenantKeys;
  store: Store;
  settings: SettingsStore;
}): Configuration {
  const { tenant, keys, store, settings } = parts;
  const accessTokenTtl = () => settings.current.accessTokenTtlSeconds;
  // A grant must not end before the last refresh token that rests on it.
  const grantTtl = () => settings.current.refreshAbsoluteSeconds + day;
  return {
    adapter: store.adapter,
    clients: [...tenant.clients],
    jwks: { keys: [keys.signing] },
    cookies: {
      keys: keys.cookies,
      // Browsers share the cookies of localhost among its ports: these names must not be the site's.
      names: { session: "local_auth0", interaction: "local_auth0_interaction", resume: "local_auth0_resume" },
    },
    routes: {
      authorization: "/authorize",
      token: "/oauth/token",
      revocation: "/oauth/revoke",
      userinfo: "/userinfo",
      jwks: "/.well-known/jwks.json",
      device_authorization: "/oauth/device/code",
      code_verification: "/activate",
      end_session: "/oidc/logout",
    },
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "none"],
    clientBasedCORS: () => false,
    clockTolerance: 0,
    scopes: [...scopes],
    claims: { ...scopeClaims, org_id: null },
    // Auth0 puts the profile into the ID token, not only into /userinfo.
    conformIdTokenClaims: false,
    discovery: {
      end_session_endpoint: `${tenant.issuer}oidc/logout`,
      ui_locales_supported: ["en", "ja"],
    },
    extraParams: {
      audience(ctx) {
        if (settings.current.allowOfflineAccess) keepOfflineAccess(ctx);
      },
      organization(ctx, value) {
        if (value !== undefined && !/^[\w-]{1,64}$/.test(value)) {
          throw new errors.InvalidRequest("parameter organization is invalid");
        }
        if (ctx.oidc.params && ctx.oidc.requestParamScopes.has("openid")) {
          ctx.oidc.params.claims = JSON.stringify(claimsToAdd(value));
        }
      },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      claimsParameter: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      deviceFlow: { enabled: true, charset: "base-20", mask: "****-****", ...devicePages },
      resourceIndicators: {
        enabled: true,
        // Auth0's `audience` is what RFC 8707 later called `resource`.
        defaultResource(ctx, _client, oneOf) {
          const audience = param(ctx, "audience");
          if (audience !== undefined) requireKnownAudience(audience);
          return audience ?? oneOf;
        },
        useGrantedResource: () => true,
        getResourceServerInfo(_ctx, resource) {
          requireKnownAudience(resource);
          return {
            scope: scopes.join(" "),
            accessTokenFormat: "jwt",
            accessTokenTTL: settings.current.accessTokenTtlSeconds,
            jwt: { sign: { alg: "RS256" } },
          };
        },
      },
    },
    formats: {
      customizers: {
        jwt(_ctx, token, parts) {
          const audience = parts.payload.aud;
          if (token.scopes.has("openid")) parts.payload.aud = [audience, `${tenant.issuer}userinfo`];
          // https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles
          if (settings.current.tokenDialect === "access_token") {
            parts.payload.azp = parts.payload.client_id;
            delete parts.payload.client_id;
            parts.header = { ...parts.header, typ: "JWT" };
          }
        },
      },
    },
    extraTokenClaims(ctx, token) {
      const { AuthorizationCode, DeviceCode, RefreshToken } = ctx.oidc.entities;
      const organization = organizationOf(AuthorizationCode ?? DeviceCode ?? RefreshToken);
      const sub = "accountId" in token ? (token.accountId ?? "") : "";
      const roles = settings.current.roles[sub] ?? findUser(sub)?.roles ?? [];
      return {
        ...(organization ? { org_id: organization } : undefined),
        ...(roles.length > 0 ? { [LOCAL.rolesClaim]: roles } : undefined),
      };
    },
    findAccount(_ctx, sub, token) {
      const user = findUser(sub);
      if (!user) return undefined;
      const organization = organizationOf(token);
      const claims = { ...profileClaims(user), ...(organization ? { org_id: organization } : undefined) };
      return { accountId: sub, claims: () => claims };
    },
    loadExistingGrant: grantForThisSignIn,
    interactions: { policy: prompts(), url: (_ctx, interaction) => `/u/login/${interaction.uid}` },
    // Auth0's refresh tokens outlive the browser session.
    expiresWithSession: () => false,
    rotateRefreshToken: () => true,
    ttl: {
      AccessToken: accessTokenTtl,
      AuthorizationCode: 600,
      DeviceCode: 900,
      IdToken: 36_000,
      Interaction: 3_600,
      Session: 3 * day,
      Grant: grantTtl,
      RefreshToken: (_ctx, token) =>
        refreshTokenTtl({ startedAt: token.iiat ?? seconds() }, settings.current, seconds()),
    },
    renderError: renderProviderError,
  };
}
