import type { Middleware } from "./library";
import { pageHeaders } from "./pages/layout";
import type { Tenant } from "./tenant";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The origins under which this server answers, all of them on this machine. */
export function ownOrigins(tenant: Tenant): string[] {
  const { port } = new URL(tenant.issuer);
  return [...loopbackNames].map((name) => new URL(`http://${name}:${port}`).origin);
}

/**
 * In front of everything: only for names of this machine (a page that rebinds its own name to 127.0.0.1 sends that
 * name as `Host`), no foreign page may post a form, and every answer carries the headers of our pages.
 */
export function guard(tenant: Tenant): Middleware {
  const origins = ownOrigins(tenant);
  const headers = pageHeaders(tenant.siteOrigins);
  return async (ctx, next) => {
    ctx.set(headers);
    const host = ctx.get("host");
    const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "";
    if (!loopbackNames.has(name) || !ctx.originalUrl.startsWith("/")) {
      ctx.status = 421;
      ctx.body = "The local Auth0 answers only as localhost.";
      return;
    }
    if (ctx.originalUrl.startsWith("//")) {
      ctx.status = 404;
      ctx.body = `The address has two slashes in a row: the issuer ${tenant.issuer} ends in one already.`;
      return;
    }
    const origin = ctx.get("origin");
    // Machines call the OAuth endpoints without an Origin; discovery and keys are public.
    const guarded = ctx.path.startsWith("/_local/") || (ctx.method !== "GET" && ctx.method !== "HEAD");
    if (guarded && origin && !origins.includes(origin)) {
      ctx.status = 403;
      ctx.body = { error: "forbidden_origin", error_description: `Requests from ${origin} are not accepted.` };
      return;
    }
    // Documents for machines name one host whoever asks; a page stays at the host whose cookies the browser has.
    if (ctx.path.startsWith("/.well-known/") || ctx.path.startsWith("/oauth/")) {
      ctx.req.headers.host = new URL(tenant.issuer).host;
    }
    await next();
  };
}
