import "server-only";
import { after } from "next/server";
import { getConfig } from "../config";
import { database } from "../db/client";
import { log } from "../log";
import { getAccessToken } from "./access-token";
import type { LiveSession } from "./sessions";

/** An Auth0 that does not answer is asked no oftener for the same session. */
const ASK_EVERY_MS = 60_000;
const MOST_KNOWN = 10_000;

// On globalThis: routes and pages may be bundled apart.
const ASKED = Symbol.for("agentcore-chat.asked-whether-welcome");
type Holder = { [ASKED]?: Map<string, number> };

/**
 * Somebody who reads and never asks an agent anything needs no token, and would stay signed in here when Auth0 has
 * blocked or deleted them long ago (ASVS 5.0, 7.4.2). So a session that is used after its access token has run out has it
 * renewed once the response is out; a refusal ends the session, and its next request.
 */
export function askWhetherWelcome(session: Pick<LiveSession, "sid" | "userId" | "accessLifeMs">): void {
  const { sid, userId } = session;
  if (session.accessLifeMs > 0) return;
  const holder = globalThis as Holder;
  holder[ASKED] ??= new Map();
  const asked = holder[ASKED];
  const now = performance.now();
  if (now - (asked.get(sid) ?? Number.NEGATIVE_INFINITY) < ASK_EVERY_MS) return;
  if (asked.size >= MOST_KNOWN) asked.clear();
  asked.set(sid, now);
  try {
    after(async () => {
      await getAccessToken({ db: await database(), config: getConfig(), sid, userId }).catch((error: unknown) =>
        log.warn({ err: error }, "it could not be asked whether a person is still welcome"),
      );
    });
  } catch {
    // Outside of a request there is no response to wait for; the next one comes.
  }
}
