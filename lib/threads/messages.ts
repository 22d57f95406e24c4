import "server-only";
import type { Message } from "@ag-ui/core";
import { and, asc, eq, inArray, ne, or, sql } from "drizzle-orm";
import { storable } from "../db/columns";
import { message, thread } from "../db/schema";
import type { Database } from "../db/types";
import { searchVector } from "./search-terms";

export type MessageRow = typeof message.$inferSelect;
/** A stored message as the tree, the run engine and the view need it. */
export type StoredMessage = Pick<MessageRow, "id" | "parentId" | "position" | "role" | "runId" | "content">;

const STORED = {
  id: message.id,
  parentId: message.parentId,
  position: message.position,
  role: message.role,
  runId: message.runId,
  content: message.content,
};

type Owned = { userId: string; threadId: string };

/** Every message of a person's thread, of all branches, in order of arrival. */
export async function allMessages(db: Database, { userId, threadId }: Owned): Promise<StoredMessage[]> {
  return await db
    .select(STORED)
    .from(message)
    .where(and(eq(message.threadId, threadId), eq(message.userId, userId)))
    .orderBy(asc(message.position));
}

/** What a run has written so far, in the order of the branch: the first hangs below the question, each below the last. */
export async function messagesOfRun(
  db: Database,
  params: Owned & { runId: string; baseMessageId: string },
): Promise<StoredMessage[]> {
  const rows = await db
    .select(STORED)
    .from(message)
    .where(and(ofRun(params), ne(message.role, "user")));
  const below = new Map(rows.map((row) => [row.parentId, row]));
  const ordered = new Set<StoredMessage>();
  for (let row = below.get(params.baseMessageId); row && !ordered.has(row); row = below.get(row.id)) ordered.add(row);
  return [...ordered];
}

/** What a person reads in a message: the text of both sides; nothing of tool results, reasoning and activities. */
export function readableText(content: Message): string {
  if (content.role !== "user" && content.role !== "assistant") return "";
  if (typeof content.content === "string") return storable(content.content);
  if (!Array.isArray(content.content)) return "";
  return storable(content.content.map((part) => (part.type === "text" ? part.text : "")).join("\n"));
}

/** A place in the tree for `count` new messages. Concurrent writers of one thread get different ones. */
async function takePositions(db: Database, { userId, threadId }: Owned, count: number): Promise<number> {
  const [row] = await db
    .update(thread)
    .set({ nextPosition: sql`${thread.nextPosition} + ${count}` })
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId)))
    .returning({ next: thread.nextPosition });
  if (!row) throw new Error("the thread is gone");
  return row.next - count;
}

type NewMessage = { parentId: string | null; content: Message };
type ByRun = Owned & { runId: string };

/** Of these ids, the ones that the thread has from somewhere else than this run. */
export async function foreignIds(db: Database, params: ByRun & { ids: readonly string[] }): Promise<Set<string>> {
  if (params.ids.length === 0) return new Set();
  const rows = await db
    .select({ id: message.id })
    .from(message)
    .where(
      and(
        eq(message.threadId, params.threadId),
        eq(message.userId, params.userId),
        inArray(message.id, [...params.ids]),
        or(ne(message.runId, params.runId), eq(message.role, "user")),
      ),
    );
  return new Set(rows.map((row) => row.id));
}

/**
 * Adds messages to a thread, in this order.
 *
 * @param searchable false while they are still being written: their terms would be made anew with every word
 */
export async function insertMessages(
  db: Database,
  params: ByRun & { messages: readonly NewMessage[]; searchable: boolean },
): Promise<void> {
  if (params.messages.length === 0) return;
  const first = await takePositions(db, params, params.messages.length);
  await db.insert(message).values(
    params.messages.map(({ parentId, content }, index) => ({
      threadId: params.threadId,
      userId: params.userId,
      runId: params.runId,
      id: content.id,
      parentId,
      position: first + index,
      role: content.role,
      content,
      ...textColumns(content, params.searchable),
    })),
  );
}

/** Changes what a message says, and where it hangs; only of the run that wrote it. */
export async function updateMessage(
  db: Database,
  params: ByRun & { parentId: string | null; content: Message; searchable: boolean },
): Promise<void> {
  const { parentId, content } = params;
  await db
    .update(message)
    .set({ parentId, content, ...textColumns(content, params.searchable) })
    .where(and(ofRun(params), eq(message.id, content.id)));
}

/** Takes messages of a run away again; only what nobody has seen a word of. */
export async function removeMessages(db: Database, params: ByRun & { ids: readonly string[] }): Promise<void> {
  if (params.ids.length === 0) return;
  await db.delete(message).where(and(ofRun(params), inArray(message.id, [...params.ids])));
}

function ofRun({ threadId, userId, runId }: ByRun) {
  return and(eq(message.threadId, threadId), eq(message.userId, userId), eq(message.runId, runId));
}

function textColumns(content: Message, searchable: boolean) {
  const text = readableText(content);
  return { text, search: text && searchable ? searchVector(text) : null };
}
