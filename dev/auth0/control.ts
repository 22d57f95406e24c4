import { z } from "zod";
import { readBody } from "./form";
import type { Ledger } from "./ledger";
import type { Context, Middleware } from "./library";
import type { SettingsStore } from "./settings";
import type { Store } from "./store";
import { localUsers } from "./users";

const revocation = z.object({ sub: z.string().min(1) }).strict();

async function readJson(ctx: Context): Promise<unknown> {
  if (!ctx.is("application/json")) return undefined;
  try {
    return JSON.parse((await readBody(ctx.req)) ?? "");
  } catch {
    return undefined;
  }
}

function badRequest(ctx: Context, problems: readonly string[]): void {
  ctx.status = 400;
  ctx.body = { error: "bad_request", problems };
}

/**
 * `/_local/*`: what a test or a developer may look at and change. It shows tokens, so the guard lets no other origin
 * and no other host name this far, and a body has to be JSON, which no foreign page can send without being asked about.
 */
export function controlRoutes(parts: { store: Store; settings: SettingsStore; ledger: Ledger }): Middleware {
  const { store, settings, ledger } = parts;

  const routes: Record<string, (ctx: Context) => void | Promise<void>> = {
    "GET /_local/users": (ctx) => {
      ctx.body = localUsers;
    },
    "GET /_local/tokens": (ctx) => {
      ctx.body = ledger.tokens();
    },
    "DELETE /_local/tokens": (ctx) => {
      ledger.clearTokens();
      ctx.status = 204;
    },
    "GET /_local/requests": (ctx) => {
      ctx.body = ledger.requests();
    },
    "GET /_local/settings": (ctx) => {
      ctx.body = settings.current;
    },
    "PATCH /_local/settings": async (ctx) => {
      const result = settings.patch(await readJson(ctx));
      if (result.ok) ctx.body = result.settings;
      else badRequest(ctx, result.problems);
    },
    "POST /_local/reset-settings": (ctx) => {
      ctx.body = settings.reset();
    },
    "POST /_local/revoke": async (ctx) => {
      const parsed = revocation.safeParse(await readJson(ctx));
      if (!parsed.success) return badRequest(ctx, ["sub: name a user, such as one of GET /_local/users"]);
      ctx.body = store.endUser(parsed.data.sub);
      await store.flush();
    },
  };

  return async (ctx, next) => {
    if (!ctx.path.startsWith("/_local/")) return next();
    const route = routes[`${ctx.method} ${ctx.path}`];
    if (route) return route(ctx);
    ctx.status = 404;
    ctx.body = { error: "not_found", routes: Object.keys(routes) };
  };
}
