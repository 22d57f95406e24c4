import "server-only";
import { randomBytes } from "node:crypto";
import type { Message } from "@ag-ui/core";
import { and, eq, gt, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { storable } from "../db/columns";
import { type SharedMessage, share, thread } from "../db/schema";
import type { Database } from "../db/types";
import { allMessages, readableText } from "./messages";
import { pathTo } from "./tree";

/** A share as its owner manages it. */
export type LiveShare = { id: string; createdAt: Date; expiresAt: Date | null };
/** A share as its readers get it. */
export type SharedThread = { title: string; agentId: string; messages: SharedMessage[]; createdAt: Date };

type Owned = { userId: string; threadId: string };
export type ShareResult =
  | { ok: true; share: LiveShare | null }
  | { ok: false; code: "NOT_FOUND" | "BAD_REQUEST"; fields?: { path: string; message: string }[] };

const MANAGED = { id: share.id, createdAt: share.createdAt, expiresAt: share.expiresAt };
const NOT_FOUND = { ok: false, code: "NOT_FOUND" } as const;
const EMPTY = { path: "threadId", message: "has nothing to share: nothing has been said in it" };
const MAX_TOOL_NAME = 128;

const ownShare = ({ userId, threadId }: Owned) =>
  and(eq(share.threadId, threadId), eq(share.userId, userId), isNull(share.revokedAt));
const notExpired = or(isNull(share.expiresAt), gt(share.expiresAt, sql`now()`));
const over = { revokedAt: sql`now()`, messages: [] };

/** The live share of a person's thread, or null. */
export async function findShare(db: Database, own: Owned): Promise<ShareResult> {
  if (!(await isOwn(db, own))) return NOT_FOUND;
  const [row] = await db
    .select(MANAGED)
    .from(share)
    .where(and(ownShare(own), notExpired));
  return { ok: true, share: row ?? null };
}

/**
 * Shares what a person's thread shows now. Shared already, it keeps its address, and readers get what it shows now; an
 * address that was revoked or has expired never comes back.
 *
 * @param expiresInDays null for never
 * @returns `BAD_REQUEST` for a thread in which nothing has been said
 */
export async function shareThread(
  db: Database,
  params: Owned & { expiresInDays: number | null },
): Promise<ShareResult> {
  const { userId, threadId, expiresInDays } = params;
  return await db.transaction(async (tx): Promise<ShareResult> => {
    const [own] = await tx
      .select({ agentId: thread.agentId, title: thread.title, headId: thread.headMessageId })
      .from(thread)
      .where(and(eq(thread.id, threadId), eq(thread.userId, userId), isNull(thread.deletedAt)))
      .for("update");
    if (!own) return NOT_FOUND;
    const path = pathTo(await allMessages(tx, params), own.headId);
    const messages = path.flatMap((node) => sharedMessage(node.content));
    if (messages.length === 0) return { ok: false, code: "BAD_REQUEST", fields: [EMPTY] };
    await tx
      .update(share)
      .set(over)
      .where(and(ownShare(params), isNotNull(share.expiresAt), lte(share.expiresAt, sql`now()`)));
    const snapshot = {
      title: own.title,
      messages,
      createdAt: sql`now()`,
      expiresAt: expiresInDays === null ? null : sql`now() + ${expiresInDays} * interval '1 day'`,
    };
    const [renewed] = await tx.update(share).set(snapshot).where(ownShare(params)).returning(MANAGED);
    if (renewed) return { ok: true, share: renewed };
    const [made] = await tx
      .insert(share)
      .values({ ...snapshot, id: randomBytes(16).toString("base64url"), threadId, userId, agentId: own.agentId })
      .returning(MANAGED);
    return { ok: true, share: made ?? null };
  });
}

/** Ends the share of a person's thread for good, and forgets what was shared. `revoked`: there was one until now. */
export async function revokeShare(db: Database, own: Owned): Promise<ShareResult & { revoked?: boolean }> {
  if (!(await isOwn(db, own))) return NOT_FOUND;
  const ended = await db.update(share).set(over).where(ownShare(own)).returning({ id: share.id });
  return { ok: true, share: null, revoked: ended.length > 0 };
}

/** Whether a text can be the id of a share. */
export function isShareId(text: string): boolean {
  return /^[\w-]{22}$/.test(text);
}

/**
 * What is shared under an id, for whoever has it: this is the one reader of somebody else's words, so it gives the snapshot
 * and nothing of the thread. Null when there is none, it was revoked, it has expired, or its thread was deleted.
 */
export async function readShare(db: Database, { shareId }: { shareId: string }): Promise<SharedThread | null> {
  if (!isShareId(shareId)) return null;
  const [row] = await db
    .select({ title: share.title, agentId: share.agentId, messages: share.messages, createdAt: share.createdAt })
    .from(share)
    .innerJoin(thread, and(eq(thread.id, share.threadId), eq(thread.userId, share.userId), isNull(thread.deletedAt)))
    .where(and(eq(share.id, shareId), isNull(share.revokedAt), notExpired));
  return row ?? null;
}

async function isOwn(db: Database, { userId, threadId }: Owned): Promise<boolean> {
  const rows = await db
    .select({ id: thread.id })
    .from(thread)
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId), isNull(thread.deletedAt)));
  return rows.length > 0;
}

/** Text and tool names: what tools were given and gave may be the person's own data, and reasoning repeats it. */
function sharedMessage(content: Message): SharedMessage[] {
  if (content.role !== "user" && content.role !== "assistant") return [];
  const text = readableText(content);
  const calls = content.role === "assistant" ? (content.toolCalls ?? []) : [];
  const tools = calls.map((call) => storable(call.function.name).slice(0, MAX_TOOL_NAME).toWellFormed());
  return text.trim() === "" && tools.length === 0 ? [] : [{ role: content.role, text, tools }];
}
