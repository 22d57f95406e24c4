import "server-only";
import { randomBytes } from "node:crypto";
import { cookies, headers } from "next/headers";
import { after } from "next/server";
import type { Account, Profile, User } from "next-auth";
import { recordAudit } from "../audit/record";
import { getConfig } from "../config";
import { database } from "../db/client";
import { storable } from "../db/columns";
import { clientAddress } from "../http/client-address";
import { log } from "../log";
import { sessionCookieName } from "./cookies";
import { endSessions } from "./end-sessions";
import { authenticatedSecondsAgo } from "./recent";
import { readSessionCookie } from "./session";
import { insertSession, type SessionKey } from "./sessions";
import { MAX_USER_AGENT } from "./user-agent";
import { sealTokens } from "./vault";

/** Auth0's ids are at most this long; one that is not would be cut by nobody here. */
const MAX_USER_ID = 255;
const MAX_NAME = 200;
/** RFC 5321: 64 for the person, 255 for the domain, and the `@`. */
const MAX_EMAIL = 320;

/**
 * A new session for a person who has just come back from Auth0. Its id is always new, and the session that this browser had
 * until now, be it the same person's or somebody else's, ends: what an attacker may have planted or read before the sign-in
 * is worth nothing after it.
 *
 * @returns what the cookie is to hold
 * @throws when Auth0 gave no access token, or the database does not answer: then nobody is signed in
 */
export async function beginSession(account: Account, user: User, profile: Profile | undefined): Promise<SessionKey> {
  if (!account.access_token) throw new Error("Auth0 gave no access token");
  if (user.id.length > MAX_USER_ID) throw new Error("the user's id is too long");
  const [config, db, jar, sent] = [getConfig(), await database(), await cookies(), await headers()];
  const sid = randomBytes(24).toString("base64url");
  const accessLifeSeconds = account.expires_at ? account.expires_at - Date.now() / 1000 : 0;
  const idpSid = (profile as { sid?: unknown } | undefined)?.sid;
  const tokens = {
    accessToken: account.access_token,
    refreshToken: account.refresh_token ?? null,
    idpSid: typeof idpSid === "string" ? idpSid : null,
    lifeSeconds: Math.max(0, accessLifeSeconds),
  };
  const address = clientAddress(sent);
  const id = await insertSession(db, {
    sid,
    userId: user.id,
    name: bounded(user.name, MAX_NAME) ?? user.id,
    email: bounded(user.email, MAX_EMAIL),
    tokens: await sealTokens(tokens, sid, config.tokenKeys),
    userAgent: bounded(sent.get("user-agent"), MAX_USER_AGENT),
    address,
    accessLifeSeconds,
    maxSeconds: config.sessionMaxSeconds,
    authenticatedSecondsAgo: authenticatedSecondsAgo(profile),
  });
  await recordAudit(db, { kind: "sign-in", userId: user.id, subject: id, address });
  await endFormer(await readSessionCookie(jar.get(sessionCookieName())?.value), address);
  return { sid, userId: user.id };
}

async function endFormer(former: SessionKey | null, address: string | null): Promise<void> {
  if (!former) return;
  const [db, config] = [await database(), getConfig()];
  const which = { sid: former.sid };
  const asked = { address, requestId: null };
  const params = { db, config, userId: former.userId, which, kind: "session-revoked", asked } as const;
  // Whoever has signed in is signed in; the former session still ends by itself.
  await endSessions({ ...params, hold: (work) => after(work) }).catch((error: unknown) =>
    log.error({ err: error }, "the former session of a browser could not be ended"),
  );
}

function bounded(text: string | null | undefined, length: number): string | null {
  return text ? storable(text.slice(0, length)) : null;
}
