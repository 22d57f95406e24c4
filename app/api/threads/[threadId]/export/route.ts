import { z } from "zod";
import { recordOfCall } from "@/lib/audit/of-call";
import { route } from "@/lib/http/route";
import { agentNamesFor } from "@/lib/threads/agent-name";
import { exportQuery, fileResponse } from "@/lib/threads/export/file";
import { exportedThread } from "@/lib/threads/export/read";
import { writeThread } from "@/lib/threads/export/write";
import { threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** One conversation as a file: the shown branch as Markdown, or all of its tree as JSON. */
export const GET = route({ params: threadParams, query: exportQuery, output: z.never() }, async (call) => {
  const { db, user, locale, params, query } = call;
  const { format } = query;
  const owner = { userId: user.id };
  const thread = await exportedThread(db, { ...owner, threadId: params.threadId });
  if (!thread) return { ok: false, code: "NOT_FOUND" };
  const detail = { count: 1, all: false, format };
  await recordOfCall(call, { kind: "threads-exported", subject: thread.id, detail });
  const nameOf = await agentNamesFor(user, locale);
  const pieces = writeThread(db, thread, { ...owner, format, locale, now: new Date(), nameOf });
  return { ok: true, file: fileResponse(pieces, thread.title, format) };
});

export {
  unknownMethod as DELETE,
  unknownMethod as PATCH,
  unknownMethod as POST,
  unknownMethod as PUT,
} from "@/lib/http/answer";
