import { z } from "zod";
import { threadList, threadsDeleted } from "@/lib/api/contract";
import { recordOfCall } from "@/lib/audit/of-call";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";
import { deleteThreads } from "@/lib/threads/delete-threads";
import { listCursor, listThreads } from "@/lib/threads/list";
import { searchThreads } from "@/lib/threads/search";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const query = z.object({
  archived: z
    .enum(["0", "1"])
    .transform((value) => value === "1")
    .optional(),
  q: z.string().trim().max(200).default(""),
  cursor: listCursor.optional(),
  limit: z.coerce.number().int().min(1).max(50).default(30),
});

/**
 * A page of the person's threads. Without `q`: those outside of the archive (`archived=1`: in it), pinned ones first, each
 * by the last thing said. With `q`: all that have its words, newest first, with a snippet; `archived` narrows it down.
 */
export const GET = route({ query, output: threadList }, async ({ db, user, query }) => {
  const { q, archived, limit, cursor: after } = query;
  const params = { userId: user.id, limit, after, staleMs: getConfig().runStaleMs };
  const value = q
    ? await searchThreads(db, { ...params, q, archived })
    : await listThreads(db, { ...params, archived: archived ?? false });
  return { ok: true, value };
});

/** Deletes all threads of the person; each can be brought back with PATCH `{deleted: false}`. */
export const DELETE = route({ output: threadsDeleted }, async (call) => {
  const deleted = await deleteThreads(call.db, { userId: call.user.id });
  if (deleted > 0) await recordOfCall(call, { kind: "threads-deleted", detail: { count: deleted, all: true } });
  return { ok: true, value: { deleted } };
});

export { unknownMethod as PATCH, unknownMethod as POST, unknownMethod as PUT } from "@/lib/http/answer";
