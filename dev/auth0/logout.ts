import { decodeJwt } from "jose";
import type { Session } from "oidc-provider";
import { readForm } from "./form";
import type { Context, Middleware, Provider } from "./library";
import { showError } from "./pages/error";
import { html } from "./pages/html";
import { showPage } from "./pages/show";
import { endBrowserSession } from "./sign-in";
import { allowedLogoutUrl, isClient, type Tenant } from "./tenant";

type Refusal = { ok: false; code: string; description: string };
type Target = { ok: true; clientId: string | undefined; url: string | undefined };

/** Checks where the browser wants to go after signing out. Without a client there is no list that would allow it. */
function checkTarget(
  tenant: Tenant,
  clientId: string | null,
  address: string | null,
  parameter: string,
): Target | Refusal {
  if (clientId && !isClient(tenant, clientId)) {
    return { ok: false, code: "invalid_request", description: `Unknown client: ${clientId}` };
  }
  if (!address) return { ok: true, clientId: clientId ?? undefined, url: undefined };
  const url = clientId ? allowedLogoutUrl(tenant, address) : undefined;
  if (!url) {
    return {
      ok: false,
      code: "invalid_request",
      description: `The "${parameter}" querystring parameter "${address}" is not defined as a valid URL in "Allowed Logout URLs".`,
    };
  }
  return { ok: true, clientId: clientId ?? undefined, url };
}

function showLoggedOut(ctx: Context): void {
  showPage(ctx, 200, (texts) => ({ title: texts.loggedOut, body: html`<p>${texts.loggedOutText}</p>` }));
}

async function logOut(ctx: Context, provider: Provider, target: Target, state: string | null): Promise<void> {
  const session = await provider.Session.get(ctx);
  if (session.accountId) await endBrowserSession(ctx, provider, session);
  if (!target.url) return showLoggedOut(ctx);
  const url = new URL(target.url);
  if (state) url.searchParams.set("state", state);
  ctx.redirect(url.href);
}

function confirmPage(ctx: Context, target: Target, state: string | null): void {
  const fields = { client_id: target.clientId, post_logout_redirect_uri: target.url, state: state ?? undefined };
  const kept = Object.entries(fields).flatMap(([name, value]) =>
    value ? [html`<input type="hidden" name="${name}" value="${value}">`] : [],
  );
  showPage(ctx, 200, (texts) => ({
    title: texts.logoutTitle,
    body: html`<p>${texts.logoutText}</p>
<form method="post" action="/oidc/logout">${kept}<button class="main">${texts.logoutYes}</button></form>`,
  }));
}

/** The session ids under which the applications know this browser session. */
function sessionIds(session: Session, clientId: string | undefined): string[] {
  return Object.entries(session.authorizations ?? {})
    .filter(([id]) => clientId === undefined || id === clientId)
    .flatMap(([, authorization]) => (authorization.sid ? [authorization.sid] : []));
}

/**
 * Signing out, the two ways Auth0 has: `/v2/logout?client_id&returnTo`, and OpenID Connect RP-Initiated Logout 1.0 at
 * `/oidc/logout`, which asks the person unless the application proves with `logout_hint` (the `sid` of its ID token) or
 * `id_token_hint` that it means this session.
 *
 * @see https://auth0.com/docs/authenticate/login/logout/log-users-out-of-auth0
 */
export function logoutRoutes(provider: Provider, tenant: Tenant): Middleware {
  /** The client and session id an ID token of ours names; expired ones count, as the specification asks. */
  async function readHint(token: string): Promise<{ clientId: string; sid: unknown } | undefined> {
    try {
      const clientId = String(decodeJwt(token).aud);
      const client = await provider.Client.find(clientId);
      if (!client) return undefined;
      const { payload } = await provider.IdToken.validate(token, client);
      return { clientId, sid: payload.sid };
    } catch {
      return undefined;
    }
  }

  async function oidcLogout(ctx: Context): Promise<void> {
    const confirmed = ctx.method === "POST";
    const parameters = confirmed ? await readForm(ctx.req) : new URLSearchParams(ctx.querystring);
    const idTokenHint = parameters.get("id_token_hint");
    const hint = idTokenHint ? await readHint(idTokenHint) : undefined;
    const clientId = parameters.get("client_id");
    if ((idTokenHint && !hint) || (clientId && hint && hint.clientId !== clientId)) {
      return showError(ctx, 400, { code: "invalid_request", description: "The id_token_hint is not valid." });
    }
    const target = checkTarget(
      tenant,
      clientId ?? hint?.clientId ?? null,
      parameters.get("post_logout_redirect_uri"),
      "post_logout_redirect_uri",
    );
    if (!target.ok) return showError(ctx, 400, target);
    const state = parameters.get("state");
    const session = await provider.Session.get(ctx);
    const sid = hint?.sid ?? parameters.get("logout_hint");
    const proven = typeof sid === "string" && sessionIds(session, target.clientId).includes(sid);
    if (session.accountId && !proven && !confirmed) return confirmPage(ctx, target, state);
    await logOut(ctx, provider, target, state);
  }

  async function classicLogout(ctx: Context): Promise<void> {
    const parameters = new URLSearchParams(ctx.querystring);
    const target = checkTarget(tenant, parameters.get("client_id"), parameters.get("returnTo"), "returnTo");
    if (!target.ok) return showError(ctx, 400, target);
    await logOut(ctx, provider, target, null);
  }

  return async (ctx, next) => {
    const route = `${ctx.method} ${ctx.path}`;
    if (route === "GET /oidc/logout" || route === "POST /oidc/logout") return oidcLogout(ctx);
    if (route === "GET /v2/logout") return classicLogout(ctx);
    await next();
  };
}
