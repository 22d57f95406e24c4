import { createLocalJWKSet, type JWK, jwtVerify } from "jose";
import type { Context, Middleware } from "./library";
import type { Tenant } from "./tenant";
import { findUser, profileClaims, scopeClaims } from "./users";

function refuse(ctx: Context): void {
  ctx.status = 401;
  ctx.set("WWW-Authenticate", 'Bearer realm="Users", error="invalid_token"');
  ctx.body = "Unauthorized";
}

/**
 * `/userinfo` for the access tokens of an API. Auth0 takes them when `openid` was asked (they name `/userinfo` as a
 * second audience); the provider takes only tokens without an audience, and gets those from here.
 */
export function userinfoForApiTokens(tenant: Tenant, publicKey: JWK): Middleware {
  const keys = createLocalJWKSet({ keys: [publicKey] });
  return async (ctx, next) => {
    const [scheme, token] = ctx.get("authorization").split(" ");
    if (ctx.path !== "/userinfo" || scheme?.toLowerCase() !== "bearer" || token?.split(".").length !== 3) return next();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: tenant.issuer,
        audience: `${tenant.issuer}userinfo`,
        typ: "at+jwt",
        algorithms: ["RS256"],
      });
      const user = findUser(payload.sub ?? "");
      if (!user) return refuse(ctx);
      const granted = new Set(String(payload.scope).split(" "));
      const visible = new Set<string>(
        Object.entries(scopeClaims).flatMap(([scope, claims]) => (granted.has(scope) ? claims : [])),
      );
      ctx.body = Object.fromEntries(Object.entries(profileClaims(user)).filter(([claim]) => visible.has(claim)));
    } catch {
      refuse(ctx);
    }
  };
}
