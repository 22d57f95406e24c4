import "server-only";
import { headers } from "next/headers";
import { after } from "next/server";
import type { AuthOptions, Profile } from "next-auth";
import { recordAudit } from "../audit/record";
import { getConfig } from "../config";
import { database } from "../db/client";
import { clientAddress } from "../http/client-address";
import { log } from "../log";
import { beginSession } from "./begin-session";
import { sameOrigin } from "./callback-url";
import { authCookies } from "./cookies";
import { failureCode } from "./failure-code";
import { LONGEST_AUTH0_SESSION_SECONDS } from "./recent";
import { findLiveSession, type LiveSession } from "./sessions";
import { signOut } from "./sign-out";
import { signInRefusal } from "./who-may-sign-in";

type Auth0Profile = Profile & {
  sub: string;
  sid?: string;
  nickname?: string;
  email_verified?: boolean;
  org_id?: string;
};

/** What became of one request, beside next-auth's answer to it. */
export type AuthRequest = {
  options: AuthOptions;
  /** A failure that says nothing about the session: the browser must not be taken for signed out because of it. */
  failure: () => unknown;
};

/**
 * next-auth's settings for one request: Auth0 as plain OpenID Connect, cookies that carry no token.
 *
 * The cookie (an encrypted JWT) holds user id and session id, which are short; everything else is in the row. The `jwt`
 * callback throws for a session that is revoked or over: next-auth then clears the cookie and treats the browser as signed out.
 */
export function authRequest(): AuthRequest {
  const config = getConfig();
  const { auth0 } = config;
  let live: LiveSession | null = null;
  let failure: unknown;
  const options: AuthOptions = {
    secret: config.nextAuthSecret,
    useSecureCookies: config.secureCookies,
    cookies: authCookies(config.secureCookies),
    session: { strategy: "jwt", maxAge: config.sessionMaxSeconds },
    jwt: { maxAge: config.sessionMaxSeconds },
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
            max_age: LONGEST_AUTH0_SESSION_SECONDS,
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
      signIn: async ({ profile }) => {
        const claims = (profile ?? {}) as Partial<Auth0Profile>;
        const reason = signInRefusal(claims, config);
        if (!reason) return true;
        const address = clientAddress(await headers());
        const userId = claims.sub ?? null;
        await recordAudit(await database(), { kind: "sign-in-refused", userId, address, detail: { reason } });
        return false;
      },
      // `session` is what a browser sends with an update, and is not looked at. Only these two go into the cookie.
      jwt: async ({ token, account, user, profile }) => {
        if (account && user) {
          const { sid, userId } = await beginSession(account, user, profile);
          return { sub: userId, sid };
        }
        const { sub, sid } = token;
        if (typeof sub !== "string" || typeof sid !== "string") throw new Error("no session of ours");
        try {
          live = await findLiveSession(await database(), { sid, userId: sub, idleSeconds: config.sessionIdleSeconds });
        } catch (error) {
          failure = error;
          throw error;
        }
        if (!live) throw new Error("session over");
        return { sub, sid };
      },
      // A literal, never a spread: what is returned here goes to the browser as it is.
      session: ({ token }) => ({
        user: { id: token.sub, name: live?.name ?? null, email: live?.email ?? null },
        expires: (live?.endsAt ?? new Date()).toISOString(),
      }),
      redirect: ({ url, baseUrl }) => sameOrigin(url, baseUrl),
    },
    events: {
      // next-auth's own route, which nothing here leads to, must not end less than ours does.
      signOut: async ({ token }) => {
        if (typeof token?.sub !== "string" || typeof token.sid !== "string") return;
        const asked = { address: clientAddress(await headers()), requestId: null };
        try {
          await signOut({ id: token.sub, sid: token.sid }, asked, (work) => after(work));
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    },
    // next-auth logs whole errors, and an OAuth error carries the provider's answer: only codes go to our log.
    logger: {
      error: (code, metadata) => {
        if (code !== "JWT_SESSION_ERROR")
          log.error({ event: "next-auth", code, reason: failureCode(metadata) }, "sign-in failed");
      },
      warn: (code) => log.debug({ event: "next-auth", code }, "next-auth warning"),
      debug: () => undefined,
    },
  };
  return { options, failure: () => failure };
}
