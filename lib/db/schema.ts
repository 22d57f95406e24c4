import type { BaseEvent, Message } from "@ag-ui/core";
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredPending, StoredResume } from "../interrupts/stored";
import { jsonText, searchVector } from "./columns";
import { auditEvent, rateLimit } from "./safety-schema";

const time = (name: string) => timestamp(name, { withTimezone: true });

/**
 * One row a signed-in browser. The cookie names the row (`sid`); the tokens are here, encrypted, and nowhere else.
 * Times are the database's; `access_exp` is what Auth0 said, so that a refresh can be decided without decrypting.
 */
export const authSession = pgTable(
  "auth_session",
  {
    sid: text("sid").primaryKey(),
    userId: text("user_id").notNull(),
    name: text("name").notNull(),
    email: text("email"),
    /** JWE (dir, A256GCM) of the token set; see lib/auth/vault.ts. */
    tokens: text("tokens").notNull(),
    accessExp: time("access_exp").notNull(),
    /** Who asks Auth0 for new tokens has until then; others wait for what it brings. */
    refreshLeaseUntil: time("refresh_lease_until"),
    /** Rises with every new token set: the compare-and-set of the refresh. */
    version: integer("version").notNull().default(1),
    createdAt: time("created_at").notNull().defaultNow(),
    absoluteExp: time("absolute_exp").notNull(),
    revokedAt: time("revoked_at"),
    /** What its owner's list calls it: the cookie's `sid` stays a secret. The default serves a release that does not know it. */
    id: uuid("id").notNull().defaultRandom(),
    /** The last thing that its person did here, to the minute: the idle lifetime counts from it. */
    seenAt: time("seen_at").notNull().defaultNow(),
    /** Where it was begun, so that a person can tell their sessions apart. */
    userAgent: text("user_agent"),
    address: text("address"),
    /** When its person last showed at Auth0 who they are; null when Auth0 has not said so. No default: unknown is not recent. */
    authenticatedAt: time("authenticated_at"),
  },
  (table) => [
    index("auth_session_user_idx").on(table.userId),
    uniqueIndex("auth_session_id_idx").on(table.id),
    index("auth_session_end_idx").on(table.absoluteExp),
  ],
);

/** A conversation of one person with one agent. Its id is the client's; whoever uses it first owns it. */
export const thread = pgTable(
  "thread",
  {
    id: uuid("id").primaryKey(),
    userId: text("user_id").notNull(),
    agentId: text("agent_id").notNull(),
    title: text("title").notNull().default(""),
    /** Who chose the title: a person's choice is never overwritten, an agent's only by a person. */
    titleBy: text("title_by", { enum: ["message", "agent", "person"] })
      .notNull()
      .default("message"),
    titleSearch: searchVector("title_search"),
    pinnedAt: time("pinned_at"),
    archivedAt: time("archived_at"),
    /** Deleted, and can be brought back until it is purged. To everything but that, the thread does not exist. */
    deletedAt: time("deleted_at"),
    /** The last message of the branch that is shown; null while there is none. */
    headMessageId: text("head_message_id"),
    /** Position of the next message; rises with every message of any branch. */
    nextPosition: integer("next_position").notNull().default(0),
    /** AG-UI shared state. */
    state: jsonText<unknown>("state").notNull().default(sql`'{}'`),
    stateVersion: integer("state_version").notNull().default(0),
    /** Counts the AgentCore sessions that this conversation has left behind. */
    generation: integer("generation").notNull().default(0),
    /** The last message that an agent with a memory of its own knows of; null when that is not certain. */
    agentHeadId: text("agent_head_id"),
    /** The last thing said, by either side: the order of the list. */
    activeAt: time("active_at").notNull().defaultNow(),
    /** When the newest answer ended, and when its owner last saw the thread: unread is the first after the second. */
    answeredAt: time("answered_at"),
    seenAt: time("seen_at"),
    createdAt: time("created_at").notNull().defaultNow(),
    /** Any change that another tab wants to know of. */
    updatedAt: time("updated_at").notNull().defaultNow(),
  },
  (table) => [
    index("thread_list_idx").on(table.userId, table.activeAt, table.id),
    index("thread_changes_idx").on(table.userId, table.updatedAt),
    index("thread_title_search_idx").using("gin", table.titleSearch),
  ],
);

/** The messages of a thread form a tree: an edit or a new answer is a sibling, and nothing is overwritten. */
export const message = pgTable(
  "message",
  {
    threadId: uuid("thread_id")
      .notNull()
      .references(() => thread.id, { onDelete: "cascade" }),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    parentId: text("parent_id"),
    /** Order of arrival within the thread, over all branches: the order of alternatives. A branch's own order is that of its parents. */
    position: integer("position").notNull(),
    role: text("role").$type<Message["role"]>().notNull(),
    content: jsonText<Message>("content").notNull(),
    /** The run that wrote it, or, for a person's message, that it started. */
    runId: uuid("run_id").notNull(),
    /** What a person reads in it, for search and export; empty for tool results. */
    text: text("text").notNull().default(""),
    search: searchVector("search"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.threadId, table.id] }),
    uniqueIndex("message_position_idx").on(table.threadId, table.position),
    index("message_run_idx").on(table.runId),
    index("message_user_idx").on(table.userId),
    // A branch is read by its parents; one that leads back to itself would be read for ever.
    check("message_parent_is_another", sql`${table.parentId} <> ${table.id}`),
    index("message_search_idx").using("gin", table.search),
  ],
);

export const RUN_STATUSES = ["running", "completed", "stopped", "interrupted", "error"] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What support needs to find a failed call again; never an upstream's words. */
export type RunErrorMetadata = { at: string; awsRequestId?: string; traceId?: string };

/** One answer being written, or how it ended. The row is the lease: its owner renews `heartbeat_at`, or loses it. */
export const run = pgTable(
  "run",
  {
    id: uuid("id").primaryKey(),
    threadId: uuid("thread_id")
      .notNull()
      .references(() => thread.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull(),
    agentId: text("agent_id").notNull(),
    status: text("status", { enum: RUN_STATUSES }).notNull().default("running"),
    /** The message that this run answers: the parent of the first one that it writes. */
    baseMessageId: text("base_message_id").notNull(),
    ownerInstance: text("owner_instance").notNull(),
    /** The thread's when it began: in that AgentCore session its agent is told of its end. */
    generation: integer("generation").notNull(),
    /** It was ended by somebody else than its owner, and its agent has not heard of that. */
    leftBehind: boolean("left_behind").notNull().default(false),
    heartbeatAt: time("heartbeat_at").notNull().defaultNow(),
    stopRequestedAt: time("stop_requested_at"),
    /** Number of the newest event in the log. */
    lastSeq: integer("last_seq").notNull().default(0),
    /** The stored messages of this run are what its events up to this number make. */
    coveredSeq: integer("covered_seq").notNull().default(0),
    errorCode: text("error_code"),
    errorMetadata: jsonText<RunErrorMetadata>("error_metadata"),
    usage: jsonText<unknown>("usage"),
    /** What the agent waits for since this run has ended; null for a run that asked nothing. */
    interrupts: jsonText<StoredPending>("interrupts"),
    /** The answers that this run was begun with. */
    resume: jsonText<StoredResume>("resume"),
    startedAt: time("started_at").notNull().defaultNow(),
    endedAt: time("ended_at"),
  },
  (table) => [
    uniqueIndex("run_one_running_idx").on(table.threadId).where(sql`${table.status} = 'running'`),
    index("run_thread_idx").on(table.threadId, table.startedAt),
    index("run_running_idx").on(table.heartbeatAt).where(sql`${table.status} = 'running'`),
    index("run_user_idx").on(table.userId),
    index("run_waiting_idx").on(table.threadId).where(sql`${table.interrupts} is not null`),
  ],
);

/** The log of a run: coalesced events in batches. Deleted some time after the run; the messages stay. */
export const runEvent = pgTable(
  "run_event",
  {
    runId: uuid("run_id").notNull(),
    /** Number of the batch's last event; the first is one after the last of the batch before. */
    seq: integer("seq").notNull(),
    events: jsonText<BaseEvent[]>("events").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.seq] }),
    foreignKey({ columns: [table.runId], foreignColumns: [run.id] }).onDelete("cascade"),
  ],
);

/** What was shared, as it was then: text and tool names, nothing else. */
export type SharedMessage = { role: "user" | "assistant"; text: string; tools: string[] };

/** A read-only snapshot of one branch of a thread. */
export const share = pgTable(
  "share",
  {
    /** 128 random bits: who has the address may read it. */
    id: text("id").primaryKey(),
    threadId: uuid("thread_id")
      .notNull()
      .references(() => thread.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull(),
    agentId: text("agent_id").notNull(),
    title: text("title").notNull(),
    messages: jsonText<SharedMessage[]>("messages").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    expiresAt: time("expires_at"),
    revokedAt: time("revoked_at"),
  },
  (table) => [uniqueIndex("share_one_live_idx").on(table.threadId).where(sql`${table.revokedAt} is null`)],
);

export const schema = { authSession, thread, message, run, runEvent, share, auditEvent, rateLimit };
