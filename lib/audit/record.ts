import "server-only";
import { randomUUID } from "node:crypto";
import { storable } from "../db/columns";
import { type AuditDetail, type AuditKind, auditEvent } from "../db/safety-schema";
import type { Database } from "../db/types";
import { log } from "../log";

export type AuditRecord = {
  kind: AuditKind;
  /** Who did it; null where nobody was signed in. */
  userId: string | null;
  /** The id of what it was done to. Never a secret: a share is named by its thread. */
  subject?: string | null;
  /** The caller's, from `clientAddress`. */
  address: string | null;
  requestId?: string | null;
  /** Ids, counts, codes and tools' names; never a title, a message, an e-mail address or a token. */
  detail?: AuditDetail;
};

const MAX_TEXT = 200;
const MAX_DETAILS = 10;

/**
 * Writes down who did what: a line in the log first, so that something remains when the database fails, then a row of the
 * trail. What was done has been done: a trail that cannot be written is logged as an error, and fails nothing.
 *
 * @param db not a transaction: a failed insert would end it
 * @returns when it was tried; never rejects
 */
export async function recordAudit(db: Database, event: AuditRecord): Promise<void> {
  const id = randomUUID();
  try {
    await writeAudit(db, event, id);
  } catch (error) {
    log.error({ err: error, event: "audit", auditId: id, kind: event.kind }, "an audit event could not be stored");
  }
}

/** The same for what may only happen once it is written down. @throws when it cannot be stored */
export async function writeAudit(db: Database, event: AuditRecord, id: string): Promise<void> {
  const row = {
    kind: event.kind,
    userId: bounded(event.userId),
    subject: bounded(event.subject),
    address: bounded(event.address),
    requestId: bounded(event.requestId),
    detail: event.detail ? boundedDetail(event.detail) : null,
  };
  const { userId, ...rest } = row;
  log.info({ event: "audit", auditId: id, userId: loggedUser(userId), ...rest }, "audit");
  await db.insert(auditEvent).values({ id, ...row });
}

/** Some connections of Auth0 make the user's id of an e-mail address. The row has it; the log, which many read, does not. */
function loggedUser(userId: string | null): string | null {
  return userId?.includes("@") ? null : userId;
}

/** Most of these come from outside in one way or another: a line of the trail stays a line, and the database takes it. */
function bounded(text: string | null | undefined): string | null {
  return text ? storable(text.slice(0, MAX_TEXT)) : null;
}

function boundedDetail(detail: AuditDetail): AuditDetail {
  return Object.fromEntries(
    Object.entries(detail)
      .slice(0, MAX_DETAILS)
      .map(([name, value]) => [bounded(name) ?? "", typeof value === "string" ? bounded(value) : value]),
  );
}
