import "server-only";
import { getConfig } from "../config";
import { database } from "../db/client";
import { log } from "../log";
import { endedSessions, type SessionKey } from "./sessions";

type Watched = { key: SessionKey; tell: Set<() => void> };
type Watch = { sessions: Map<string, Watched>; timer: ReturnType<typeof setInterval> | null; looking: boolean };

// On globalThis: routes may be bundled apart, and the one that ends a session must reach the streams of the others.
const WATCH = Symbol.for("agentcore-chat.session-watch");
type Holder = { [WATCH]?: Watch };

function watch(): Watch {
  const holder = globalThis as Holder;
  holder[WATCH] ??= { sessions: new Map(), timer: null, looking: false };
  return holder[WATCH];
}

/**
 * Watches the session behind something that stays open: what a request was allowed to begin must not outlive its rights.
 *
 * All processes look once a heartbeat, with one query for all the sessions that they watch; a session that this process
 * itself ends is told of at once. A database that does not answer ends nothing: the next look decides.
 *
 * @param ended called once, when the session was revoked or has ended by itself
 * @returns stops watching
 */
export function watchSession(key: SessionKey, ended: () => void): () => void {
  const all = watch();
  // Both, so that a wrong pair can never be told of another's end, nor keep it from being noticed.
  const name = JSON.stringify([key.sid, key.userId]);
  const watched = all.sessions.get(name) ?? { key: { sid: key.sid, userId: key.userId }, tell: new Set() };
  all.sessions.set(name, watched);
  // A function of its own: one that is given twice is two watchers.
  const tell = () => ended();
  watched.tell.add(tell);
  all.timer ??= setInterval(() => void look(), getConfig().runHeartbeatMs);
  return () => {
    watched.tell.delete(tell);
    if (watched.tell.size === 0 && all.sessions.get(name) === watched) all.sessions.delete(name);
    rest();
  };
}

/** Tells the streams of this process that a session is over; those of others notice it themselves. */
export function tellSessionEnded({ sid, userId }: SessionKey): void {
  const { sessions } = watch();
  const name = JSON.stringify([sid, userId]);
  const watched = sessions.get(name);
  if (!watched) return;
  sessions.delete(name);
  rest();
  for (const tell of watched.tell) {
    try {
      tell();
    } catch (error) {
      log.error({ err: error }, "a stream could not be ended with its session");
    }
  }
}

/** How many sessions are watched; a process at rest watches none. */
export const watchedSessions = (): number => watch().sessions.size;

function rest(): void {
  const all = watch();
  if (all.sessions.size > 0 || !all.timer) return;
  clearInterval(all.timer);
  all.timer = null;
}

async function look(): Promise<void> {
  const all = watch();
  if (all.looking) return;
  all.looking = true;
  try {
    const keys = [...all.sessions.values()].map(({ key }) => key);
    const idle = { idleSeconds: getConfig().sessionIdleSeconds };
    for (const key of await endedSessions(await database(), keys, idle)) tellSessionEnded(key);
  } catch (error) {
    log.warn({ err: error }, "the sessions of open streams could not be looked at");
  } finally {
    all.looking = false;
  }
}
