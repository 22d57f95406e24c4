import { threadPatch, threadSummary, threadsDeleted } from "@/lib/api/contract";
import { recordOfCall } from "@/lib/audit/of-call";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";
import { changeThread } from "@/lib/threads/change-thread";
import { deleteThreads } from "@/lib/threads/delete-threads";
import { readSummary } from "@/lib/threads/summary";
import { threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** One thread as the list shows it: for a page that knows its address only, and not yet which agent it is with. */
export const GET = route({ params: threadParams, output: threadSummary, use: false }, async ({ db, user, params }) => {
  const { runStaleMs: staleMs } = getConfig();
  const found = await readSummary(db, { userId: user.id, threadId: params.threadId, staleMs });
  return found ? { ok: true, value: found } : { ok: false, code: "NOT_FOUND" };
});

/** Changes a thread: see `threadPatch`. Answers with what the list shows of it now. */
export const PATCH = route({ params: threadParams, body: threadPatch, output: threadSummary }, async (call) => {
  const { threadId } = call.params;
  const { runStaleMs: staleMs } = getConfig();
  const result = await changeThread(call.db, { userId: call.user.id, threadId, patch: call.body, staleMs });
  if (result.ok && result.restored) await recordOfCall(call, { kind: "thread-restored", subject: threadId });
  return result.ok ? { ok: true, value: result.thread } : result;
});

/** Deletes a thread; it can be brought back with PATCH `{deleted: false}`. An answer being written is stopped. */
export const DELETE = route({ params: threadParams, output: threadsDeleted }, async (call) => {
  const { threadId } = call.params;
  const deleted = await deleteThreads(call.db, { userId: call.user.id, threadId });
  const event = { kind: "threads-deleted", subject: threadId, detail: { count: deleted, all: false } } as const;
  if (deleted > 0) await recordOfCall(call, event);
  return deleted > 0 ? { ok: true, value: { deleted } } : { ok: false, code: "NOT_FOUND" };
});

export { unknownMethod as POST, unknownMethod as PUT } from "@/lib/http/answer";
