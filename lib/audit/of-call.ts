import "server-only";
import type { Database } from "../db/types";
import { type AuditRecord, recordAudit } from "./record";

/** What a `Call` of lib/http/route.ts knows of who is calling. */
type Caller = { db: Database; user: { id: string }; address: string | null; requestId: string };

/** Writes down what the person of a call has just done. Never rejects; see `recordAudit`. */
export function recordOfCall(
  { db, user, address, requestId }: Caller,
  event: Pick<AuditRecord, "kind" | "subject" | "detail">,
): Promise<void> {
  return recordAudit(db, { ...event, userId: user.id, address, requestId });
}
