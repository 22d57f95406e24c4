import "server-only";
import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { getConfig } from "../config";
import { database } from "../db/client";
import type { Database } from "../db/types";
import { log } from "../log";
import { sessionCookieName } from "./cookies";
import { findLiveSession, type LiveSession, type SessionKey, touchSession } from "./sessions";
import { askWhetherWelcome } from "./still-welcome";

/** A signed-in person. `sid` names this browser's session; it never leaves the server. */
export type SignedIn = { id: string; name: string; email: string | null; image: null; sid: string };

/** At most this often a session is written down as used; oftener where the idle lifetime is short. */
const TOUCH_SECONDS = 60;

/**
 * The person behind this request, or null.
 *
 * Only the session cookie counts: next-auth's own `getToken` would take an `Authorization` header as well. The
 * database row decides, so a revoked session is over at once.
 *
 * @param options.use false for what a page asks by itself: it does not keep a session alive that nobody uses
 */
export async function currentUser(options: { use?: boolean } = {}): Promise<SignedIn | null> {
  // Cookies first: during a build this is what tells Next that the page is nobody's yet, before settings are asked for.
  const jar = await cookies();
  const key = await readSessionCookie(jar.get(sessionCookieName())?.value);
  if (!key) return null;
  const [db, idleSeconds] = [await database(), getConfig().sessionIdleSeconds];
  const session = await findLiveSession(db, { ...key, idleSeconds });
  if (!session) return null;
  if (options.use !== false) {
    askWhetherWelcome(session);
    await use(db, session, Math.min(TOUCH_SECONDS, idleSeconds / 10));
  }
  return { id: session.userId, name: session.name, email: session.email, image: null, sid: session.sid };
}

/** The session that a cookie names; null for one that is not ours or too old. Whether it lasts is the row's to say. */
export async function readSessionCookie(value: string | undefined): Promise<SessionKey | null> {
  if (!value) return null;
  const claims = await decode({ token: value, secret: getConfig().nextAuthSecret }).catch(() => null);
  if (typeof claims?.sub !== "string" || typeof claims.sid !== "string") return null;
  return { sid: claims.sid, userId: claims.sub };
}

async function use(db: Database, session: LiveSession, afterSeconds: number): Promise<void> {
  if (session.unseenMs < afterSeconds * 1000) return;
  // What is asked for is not refused because its time could not be written down.
  await touchSession(db, { sid: session.sid, userId: session.userId, afterSeconds }).catch((error: unknown) =>
    log.warn({ err: error }, "the last use of a session could not be written down"),
  );
}
