import "server-only";
import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { getConfig } from "../config";
import { database } from "../db/client";
import { sessionCookieName } from "./options";
import { findLiveSession } from "./sessions";

/** A signed-in person. `sid` names this browser's session; it never leaves the server. */
export type SignedIn = { id: string; name: string; email: string | null; image: null; sid: string };

/**
 * The person behind this request, or null.
 *
 * Only the session cookie counts: next-auth's own `getToken` would take an `Authorization` header as well. The
 * database row decides, so a revoked session is over at once.
 */
export async function currentUser(): Promise<SignedIn | null> {
  // Cookies first: during a build this is what tells Next that the page is nobody's yet, before settings are asked for.
  const jar = await cookies();
  const token = jar.get(sessionCookieName())?.value;
  if (!token) return null;
  const claims = await decode({ token, secret: getConfig().nextAuthSecret }).catch(() => null);
  if (typeof claims?.sub !== "string" || typeof claims.sid !== "string") return null;
  const session = await findLiveSession(await database(), { sid: claims.sid, userId: claims.sub, now: new Date() });
  if (!session) return null;
  return { id: session.userId, name: session.name, email: session.email, image: null, sid: session.sid };
}
