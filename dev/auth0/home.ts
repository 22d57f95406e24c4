import type { Middleware } from "./library";
import { html } from "./pages/html";
import { showPage } from "./pages/show";
import type { Tenant } from "./tenant";
import { localUsers } from "./users";

/** The page at `/`, for whoever opens the address from the start script's table, and the one for everything unknown. */
export function homeRoutes(tenant: Tenant): Middleware {
  return async (ctx, next) => {
    if (ctx.path === "/" && ctx.method === "GET") {
      return showPage(ctx, 200, (texts) => ({
        title: texts.homeTitle,
        body: html`<p>${texts.homeText}</p>
<dl><dt>issuer</dt><dd>${tenant.issuer}</dd><dt>site</dt><dd>${tenant.siteOrigins.join(", ")}</dd></dl>
<h2>${texts.homeUsers}</h2>
<ul>${localUsers.map((user) => html`<li>${user.name} <small>${user.email}</small></li>`)}</ul>`,
      }));
    }
    await next();
    if (ctx.status === 404 && ctx.body === undefined && ctx.accepts("html", "json") === "html") {
      showPage(ctx, 404, (texts) => ({ title: texts.notFound, body: html`` }));
    }
  };
}
