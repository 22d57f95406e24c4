import "server-only";
import { randomBytes } from "node:crypto";
import type { AuthOptions, Profile } from "next-auth";
import { getConfig } from "../config";
import { database } from "../db/client";
import { log } from "../log";
import { findLiveSession, insertSession } from "./sessions";
import { signOut } from "./sign-out";
import { sealTokens } from "./vault";
import { maySignIn } from "./who-may-sign-in";

/** A sign-in lasts a week at most, whatever is done with it; then Auth0 is asked again. */
export const ABSOLUTE_LIFETIME_SECONDS = 7 * 24 * 3600;

type Auth0Profile = Profile & {
  sub: string;
  sid?: string;
  nickname?: string;
  email_verified?: boolean;
  org_id?: string;
};

/** The cookie that names the session; next-auth chooses the same from the address's scheme. */
export function sessionCookieName(): string {
  return getConfig().secureCookies ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}

/**
 * next-auth's settings: Auth0 as plain OpenID Connect, cookies that carry no token.
 *
 * The cookie (an encrypted JWT) holds user id, session id and profile only. The `jwt` callback throws for a
 * session that is revoked or over: next-auth then clears the cookie and treats the browser as signed out.
 */
export function authOptions(): AuthOptions {
  const config = getConfig();
  const { auth0 } = config;
  return {
    secret: config.nextAuthSecret,
    useSecureCookies: config.secureCookies,
    session: { strategy: "jwt", maxAge: ABSOLUTE_LIFETIME_SECONDS },
    pages: { signIn: "/signin", error: "/signin", signOut: "/" },
    providers: [
      {
        id: "auth0",
        name: "Auth0",
        type: "oauth",
        wellKnown: new URL(".well-known/openid-configuration", auth0.issuer).href,
        issuer: auth0.issuer,
        clientId: auth0.clientId,
        clientSecret: auth0.clientSecret,
        idToken: true,
        // next-auth's own Auth0 provider leaves the nonce out (ASVS 5.0, 10.5.1 asks for it).
        checks: ["pkce", "state", "nonce"],
        authorization: {
          params: {
            scope: "openid profile email offline_access",
            // Without the audience Auth0 gives an opaque token, which AgentCore refuses.
            audience: auth0.audience,
            ...(auth0.organization ? { organization: auth0.organization } : {}),
          },
        },
        httpOptions: { timeout: 10_000 },
        profile: (profile: Auth0Profile) => ({
          id: profile.sub,
          name: profile.name ?? profile.nickname ?? profile.email ?? profile.sub,
          email: profile.email ?? null,
        }),
      },
    ],
    callbacks: {
      signIn: ({ profile }) => {
        const allowed = maySignIn((profile ?? {}) as Auth0Profile, config);
        if (!allowed) log.warn({ event: "sign-in-refused" }, "an authenticated person is not allowed here");
        return allowed;
      },
      jwt: async ({ token, account, user, profile }) => {
        if (account && user) {
          if (!account.access_token) throw new Error("Auth0 gave no access token");
          const sid = randomBytes(24).toString("base64url");
          const now = Date.now();
          const tokens = {
            accessToken: account.access_token,
            refreshToken: account.refresh_token ?? null,
            idpSid: (profile as Auth0Profile | undefined)?.sid ?? null,
          };
          await insertSession(await database(), {
            sid,
            userId: user.id,
            name: user.name ?? user.id,
            email: user.email ?? null,
            tokens: await sealTokens(tokens, sid, config.tokenKeys),
            accessExp: new Date(account.expires_at ? account.expires_at * 1000 : now),
            absoluteExp: new Date(now + ABSOLUTE_LIFETIME_SECONDS * 1000),
          });
          return { sub: user.id, sid, name: user.name, email: user.email };
        }
        const { sub, sid } = token;
        const live =
          typeof sub === "string" &&
          typeof sid === "string" &&
          (await findLiveSession(await database(), { sid, userId: sub, now: new Date() }));
        if (!live) throw new Error("session over");
        return token;
      },
      // A literal, never a spread of `token`: what is returned here goes to the browser as it is.
      session: ({ session, token }) => ({
        user: { id: token.sub, name: token.name ?? null, email: token.email ?? null },
        expires: session.expires,
      }),
    },
    events: {
      // next-auth's own route, which nothing here leads to, must not end less than ours does.
      signOut: async ({ token }) => {
        if (typeof token?.sub === "string" && typeof token.sid === "string") {
          await signOut({ id: token.sub, sid: token.sid });
        }
      },
    },
    // next-auth logs whole errors, and an OAuth error carries the provider's answer: only the code goes to our log.
    logger: {
      error: (code) => {
        if (code !== "JWT_SESSION_ERROR") log.error({ event: "next-auth", code }, "sign-in failed");
      },
      warn: (code) => log.debug({ event: "next-auth", code }, "next-auth warning"),
      debug: () => undefined,
    },
  };
}
