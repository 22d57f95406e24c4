import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { jsonText } from "./columns";

const time = (name: string) => timestamp(name, { withTimezone: true });

/** What is written down of who did what. A closed set, so that whoever reads the trail can rely on the words. */
export const AUDIT_KINDS = [
  "sign-in",
  "sign-in-refused",
  "sign-out",
  "session-revoked",
  "session-expired",
  "access-refused",
  "limit-hit",
  "threads-deleted",
  "thread-restored",
  "share-created",
  "share-revoked",
  "threads-exported",
  "account-erased",
  "agent-answered",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Ids, counts, codes and tools' names; never a title, a message or a token. */
export type AuditDetail = Record<string, string | number | boolean | null>;

/** Who did what to what, when and from where. Rows are only added, until their retention is over or their person is erased. */
export const auditEvent = pgTable(
  "audit_event",
  {
    id: uuid("id").primaryKey(),
    at: time("at").notNull().defaultNow(),
    kind: text("kind", { enum: AUDIT_KINDS }).notNull(),
    /** Null where nobody was signed in. After an erasure: a pseudonym. */
    userId: text("user_id"),
    /** The id of the thing that it was done to. */
    subject: text("subject"),
    address: text("address"),
    requestId: text("request_id"),
    detail: jsonText<AuditDetail>("detail"),
  },
  (table) => [index("audit_event_at_idx").on(table.at), index("audit_event_user_idx").on(table.userId, table.at)],
);

/**
 * One row for each thing that is counted for somebody. `full_at` is when the allowance will be whole again (the
 * "theoretical arrival time" of the generic cell rate algorithm): one number says it all, and one upsert changes it. The
 * table is unlogged: what it holds is worth a minute, and a crash may forget it.
 */
export const rateLimit = pgTable(
  "rate_limit",
  { key: text("key").primaryKey(), fullAt: time("full_at").notNull() },
  (table) => [index("rate_limit_full_idx").on(table.fullAt)],
);
