import { threadPatch, threadSummary, threadsDeleted } from "@/lib/api/contract";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";
import { changeThread } from "@/lib/threads/change-thread";
import { deleteThreads } from "@/lib/threads/delete-threads";
import { threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** Changes a thread: see `threadPatch`. Answers with what the list shows of it now. */
export const PATCH = route(
  { params: threadParams, body: threadPatch, output: threadSummary },
  async ({ db, user, params: { threadId }, body: patch }) => {
    const result = await changeThread(db, { userId: user.id, threadId, patch, staleMs: getConfig().runStaleMs });
    return result.ok ? { ok: true, value: result.thread } : result;
  },
);

/** Deletes a thread; it can be brought back with PATCH `{deleted: false}`. An answer being written is stopped. */
export const DELETE = route({ params: threadParams, output: threadsDeleted }, async ({ db, user, params }) => {
  const deleted = await deleteThreads(db, { userId: user.id, threadId: params.threadId });
  return deleted > 0 ? { ok: true, value: { deleted } } : { ok: false, code: "NOT_FOUND" };
});
