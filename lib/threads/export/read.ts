import "server-only";
import type { Message } from "@ag-ui/core";
import { and, asc, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { message, run, thread } from "../../db/schema";
import type { Database } from "../../db/types";
import { microsOf, timeAt } from "../moment";
import { pathTo } from "../tree";

/** Read at a time, so that neither many threads nor long ones fill the memory. */
const THREADS = 100;
const MESSAGES = 20;

const EXPORTED = {
  id: thread.id,
  agentId: thread.agentId,
  title: thread.title,
  pinned: sql<boolean>`${thread.pinnedAt} is not null`,
  archived: sql<boolean>`${thread.archivedAt} is not null`,
  headMessageId: thread.headMessageId,
  state: thread.state,
  createdAt: thread.createdAt,
  activeAt: thread.activeAt,
};
const EXPORTED_MESSAGE = {
  id: message.id,
  parentId: message.parentId,
  position: message.position,
  runId: message.runId,
  createdAt: message.createdAt,
  content: message.content,
};

export type ExportedThread = Pick<
  typeof thread.$inferSelect,
  "id" | "agentId" | "title" | "headMessageId" | "state" | "createdAt" | "activeAt"
> & { pinned: boolean; archived: boolean };
export type ExportedMessage = {
  id: string;
  parentId: string | null;
  position: number;
  runId: string;
  createdAt: Date;
  content: Message;
};

/** Why a run's answer ended before its time. */
export type Unfinished = ReadonlyMap<string, "stopped" | "interrupted" | "error">;

type Owned = { userId: string; threadId: string };

/** How many threads a person has that an export holds. */
export async function countThreads(db: Database, { userId }: Pick<Owned, "userId">): Promise<number> {
  return await db.$count(thread, and(eq(thread.userId, userId), isNull(thread.deletedAt)));
}

/** One of the person's threads; null when there is none of that id. */
export async function exportedThread(db: Database, { userId, threadId }: Owned): Promise<ExportedThread | null> {
  const [row] = await db
    .select(EXPORTED)
    .from(thread)
    .where(and(eq(thread.id, threadId), eq(thread.userId, userId), isNull(thread.deletedAt)))
    .limit(1);
  return row ?? null;
}

/** All of the person's threads, archived ones too, oldest first. */
export async function* exportedThreads(db: Database, { userId }: { userId: string }): AsyncGenerator<ExportedThread> {
  let after: { created: string; id: string } | null = null;
  do {
    const rows = await db
      .select({ ...EXPORTED, created: microsOf(thread.createdAt) })
      .from(thread)
      .where(
        and(
          eq(thread.userId, userId),
          isNull(thread.deletedAt),
          after ? sql`(${thread.createdAt}, ${thread.id}) > (${timeAt(after.created)}, ${after.id}::uuid)` : undefined,
        ),
      )
      .orderBy(asc(thread.createdAt), asc(thread.id))
      .limit(THREADS);
    for (const { created: _, ...row } of rows) yield row;
    const last: { created: string; id: string } | undefined = rows.at(-1);
    after = last && rows.length === THREADS ? last : null;
  } while (after);
}

/** The runs of a thread whose answers did not come to their own end, by id. */
export async function unfinishedRuns(db: Database, { userId, threadId }: Owned): Promise<Unfinished> {
  const rows = await db
    .select({ id: run.id, status: run.status })
    .from(run)
    .where(and(eq(run.threadId, threadId), eq(run.userId, userId)));
  return new Map(
    rows.flatMap(({ id, status }) => (status === "running" || status === "completed" ? [] : [[id, status] as const])),
  );
}

/** Every message of a thread, of all branches, in the order of their arrival. */
export async function* exportedTree(db: Database, { userId, threadId }: Owned): AsyncGenerator<ExportedMessage> {
  let after = -1;
  for (;;) {
    const rows = await db
      .select(EXPORTED_MESSAGE)
      .from(message)
      .where(and(eq(message.threadId, threadId), eq(message.userId, userId), gt(message.position, after)))
      .orderBy(asc(message.position))
      .limit(MESSAGES);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < MESSAGES) return;
    after = last.position;
  }
}

/** The messages of the branch that is shown, in its order. */
export async function* exportedBranch(
  db: Database,
  { userId, threadId, headId }: Owned & { headId: string | null },
): AsyncGenerator<ExportedMessage> {
  const own = and(eq(message.threadId, threadId), eq(message.userId, userId));
  const nodes = await db
    .select({ id: message.id, parentId: message.parentId, position: message.position, role: message.role })
    .from(message)
    .where(own);
  const ids = pathTo(nodes, headId).map((node) => node.id);
  for (let start = 0; start < ids.length; start += MESSAGES) {
    const part = ids.slice(start, start + MESSAGES);
    const rows = await db
      .select(EXPORTED_MESSAGE)
      .from(message)
      .where(and(own, inArray(message.id, part)));
    yield* rows.toSorted((a, b) => part.indexOf(a.id) - part.indexOf(b.id));
  }
}
