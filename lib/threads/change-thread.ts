import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { ThreadPatch, ThreadSummary } from "../api/contract";
import { message, run, thread } from "../db/schema";
import type { Database } from "../db/types";
import { interruptStale } from "../runs/interrupt";
import { searchVector } from "./search-terms";
import { readSummary, SUMMARY } from "./summary";
import { findThread } from "./threads";
import { oneLine } from "./title";
import { leafBelow } from "./tree";

type Refused = {
  ok: false;
  code: "NOT_FOUND" | "RUN_IN_PROGRESS" | "BAD_REQUEST";
  fields?: { path: string; message: string }[];
};
/** `restored`: it was deleted until now. */
export type ChangeResult = { ok: true; thread: ThreadSummary; restored: boolean } | Refused;

type Locked = Pick<typeof thread.$inferSelect, "headMessageId" | "deletedAt"> & { unread: boolean };
type Params = { userId: string; threadId: string; staleMs: number };

/**
 * Changes a person's thread: all of a patch, or nothing. Sets `updated_at` when there is something for another tab to
 * know; seeing again what was seen is not.
 *
 * @returns the thread as the list now shows it; `NOT_FOUND` for somebody else's and (unless brought back) a deleted one;
 *   `RUN_IN_PROGRESS` for another branch while an answer is being written; `BAD_REQUEST` for a branch or title that is none
 */
export async function changeThread(db: Database, params: Params & { patch: ThreadPatch }): Promise<ChangeResult> {
  const { userId, threadId, patch } = params;
  const own = and(
    eq(thread.id, threadId),
    eq(thread.userId, userId),
    patch.deleted === false ? undefined : isNull(thread.deletedAt),
  );
  // A run whose owner is dead keeps nobody waiting, and must not bring its branch back later.
  if (patch.branch !== undefined && (await findThread(db, params)))
    await interruptStale(db, { staleMs: params.staleMs, of: { userId, threadId } });
  return await db.transaction(async (tx): Promise<ChangeResult> => {
    // A run starts under the same lock: it and a change of the branch come one after the other.
    const [locked] = await tx
      .select({ headMessageId: thread.headMessageId, deletedAt: thread.deletedAt, unread: SUMMARY.unread })
      .from(thread)
      .where(own)
      .for("update");
    if (!locked) return { ok: false, code: "NOT_FOUND" };
    const values = await valuesOf(tx, params, locked);
    if (!values.ok) return values;
    if (Object.keys(values.set).length > 0)
      await tx
        .update(thread)
        .set({ ...values.set, updatedAt: sql`now()` })
        .where(own);
    const changed = await readSummary(tx, params);
    return changed
      ? { ok: true, thread: changed, restored: locked.deletedAt !== null }
      : { ok: false, code: "NOT_FOUND" };
  });
}

async function valuesOf(tx: Database, params: Params & { patch: ThreadPatch }, locked: Locked) {
  const { title, pinned, archived, deleted, seen, branch } = params.patch;
  const chosen = title === undefined ? undefined : oneLine(title);
  if (chosen === "") return bad("title", "has no characters to show");
  const shown = branch === undefined ? null : await showBranch(tx, params, branch, locked.headMessageId);
  if (shown && !shown.ok) return shown;
  return {
    ok: true as const,
    set: {
      ...(chosen === undefined
        ? {}
        : { title: chosen, titleBy: "person" as const, titleSearch: sql`${searchVector(chosen)}` }),
      // What is pinned already keeps its time, so that a request that arrives twice changes nothing.
      ...(pinned === undefined ? {} : { pinnedAt: pinned ? sql`coalesce(${thread.pinnedAt}, now())` : null }),
      ...(archived === undefined ? {} : { archivedAt: archived ? sql`coalesce(${thread.archivedAt}, now())` : null }),
      ...(deleted === undefined ? {} : { deletedAt: null }),
      // The transaction may have begun before the answer ended whose end it waited for.
      ...(seen && locked.unread ? { seenAt: sql`clock_timestamp()` } : {}),
      ...shown?.set,
    },
  };
}

/** An agent that keeps the conversation itself has it on the old branch: another generation is another session of it. */
async function showBranch(tx: Database, { userId, threadId }: Params, messageId: string, head: string | null) {
  const nodes = await tx
    .select({ id: message.id, parentId: message.parentId, position: message.position, role: message.role })
    .from(message)
    .where(and(eq(message.threadId, threadId), eq(message.userId, userId)));
  if (!nodes.some((node) => node.id === messageId)) return bad("branch", "is not a message of this conversation");
  const leaf = leafBelow(nodes, messageId);
  if (leaf === head) return { ok: true as const, set: {} };
  const [live] = await tx
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.threadId, threadId), eq(run.userId, userId), eq(run.status, "running")));
  if (live) return { ok: false as const, code: "RUN_IN_PROGRESS" as const };
  return { ok: true as const, set: { headMessageId: leaf, generation: sql`${thread.generation} + 1` } };
}

function bad(path: string, text: string) {
  return { ok: false as const, code: "BAD_REQUEST" as const, fields: [{ path, message: text }] };
}
