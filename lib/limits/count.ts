import "server-only";
import { recordAudit } from "../audit/record";
import { getConfig } from "../config";
import { database } from "../db/client";
import type { Database } from "../db/types";
import { clientAddress } from "../http/client-address";
import { subscriberOf } from "../http/ip-address";
import { log } from "../log";
import { type Allowance, take } from "./take";

export type Limited = { ok: false; code: "RATE_LIMITED"; retryAfter: number };
export type Counted = { ok: true } | Limited;

/** Who asks, as the trail names them. */
export type Asking = { userId: string; address: string | null; requestId: string | null };

/**
 * What people do without being signed in. Each is counted apart, so that tabs with an expired sign-in, or readers of a
 * share, cannot keep their neighbours from signing in.
 */
export type StrangerUse =
  /** Begins or ends a sign-in. */
  | "sign-in"
  /** Asks what a sign-in needs to know: providers, a CSRF token, the session. */
  | "before-sign-in"
  /** Asks for what is for people who are signed in. */
  | "stranger"
  /** Reads what is for everybody. */
  | "visit"
  /** Reports what a page's policy has blocked. */
  | "report";

/** Whatever is not a sign-in costs little and comes in numbers. */
const USES_PER_SIGN_IN = 10;

/**
 * Counts a request of a signed-in person: against their own allowance, and only if that lets it pass against their
 * address's, which is as large as that of many people. One who runs wild is stopped by the first, and the office behind the
 * same address goes on.
 *
 * @throws when the database does not answer: the request must be refused
 */
export async function countRequest(db: Database, asking: Asking): Promise<Counted> {
  const { requestsPerMinute, peoplePerAddress } = getConfig().limits;
  const person: Allowance = { what: "request", subject: asking.userId, perMinute: requestsPerMinute };
  if (asking.address === null) return await count(db, asking, [person]);
  const address: Allowance = {
    what: "address-request",
    subject: subscriberOf(asking.address),
    perMinute: requestsPerMinute * peoplePerAddress,
  };
  return await count(db, asking, [person, address]);
}

/** Counts the start of a run. @throws when the database does not answer: nothing may be started then */
export async function countRun(db: Database, asking: Asking): Promise<Counted> {
  const perMinute = getConfig().limits.runsPerMinute;
  return await count(db, asking, [{ what: "run", subject: asking.userId, perMinute }]);
}

/**
 * Counts what somebody does who is not signed in, by address.
 *
 * All whose address cannot be known share one allowance, as large as that of many: a host that tells none must not make it
 * easy to lock everybody out.
 *
 * @throws when the database does not answer: the request must be refused
 */
export async function countStranger(db: Database, use: StrangerUse, asking: Omit<Asking, "userId">): Promise<Counted> {
  const { signInsPerMinute, peoplePerAddress } = getConfig().limits;
  const each = use === "sign-in" ? signInsPerMinute : signInsPerMinute * USES_PER_SIGN_IN;
  const known = asking.address !== null;
  const allowance: Allowance = {
    what: use,
    subject: asking.address === null ? "unknown" : subscriberOf(asking.address),
    perMinute: known ? each : each * peoplePerAddress,
  };
  return await count(db, { ...asking, userId: null }, [allowance]);
}

/**
 * `countStranger` for a page that everybody may read: `countVisit(await headers())`.
 *
 * @throws when the database does not answer: the page must not be shown then
 */
export async function countVisit(headers: Headers): Promise<Counted> {
  return await countStranger(await database(), "visit", { address: clientAddress(headers), requestId: null });
}

type Noted = Omit<Asking, "userId"> & { userId: string | null };

async function count(db: Database, asking: Noted, allowances: readonly Allowance[]): Promise<Counted> {
  const taken = await take(db, ...allowances);
  if (taken.ok) return taken;
  const limit = allowances[taken.which];
  if (limit) await noteLimit(db, asking, limit);
  return { ok: false, code: "RATE_LIMITED", retryAfter: taken.retryAfter };
}

/** Writes into the trail that somebody met a limit: once a minute, since an attack must not fill it. Never throws. */
export async function noteLimit(db: Database, asking: Noted, limit: { what: string; subject: string }): Promise<void> {
  const { userId, address, requestId } = asking;
  await oncePerMinute(db, `limit-hit-${limit.what}`, limit.subject, () =>
    recordAudit(db, { kind: "limit-hit", userId, address, requestId, detail: { limit: limit.what } }),
  );
}

/** Does `work` for this subject, unless it was done within the last minute by any instance. Never throws. */
export async function oncePerMinute(
  db: Database,
  what: string,
  subject: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    if ((await take(db, { what, subject, perMinute: 1 })).ok) await work();
  } catch (error) {
    log.error({ err: error, what }, "what is noted once a minute could not be");
  }
}
