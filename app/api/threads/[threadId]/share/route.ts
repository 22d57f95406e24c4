import { shareRequest, type ThreadShare, threadShare } from "@/lib/api/contract";
import { recordOfCall } from "@/lib/audit/of-call";
import { getConfig } from "@/lib/config";
import { route } from "@/lib/http/route";
import { findShare, revokeShare, type ShareResult, shareThread } from "@/lib/threads/share";
import { threadParams } from "@/lib/threads/thread-id";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** The live share of a thread, or null. */
export const GET = route({ params: threadParams, output: threadShare }, async ({ db, user, params }) =>
  answer(await findShare(db, { userId: user.id, threadId: params.threadId })),
);

/** Shares what the thread shows now; shared already, under the same address. */
export const POST = route({ params: threadParams, body: shareRequest, output: threadShare }, async (call) => {
  const { threadId } = call.params;
  const { expiresInDays } = call.body;
  const result = await shareThread(call.db, { userId: call.user.id, threadId, expiresInDays });
  if (result.ok) await recordOfCall(call, { kind: "share-created", subject: threadId, detail: { expiresInDays } });
  return answer(result);
});

/** Ends the share; its address never works again. */
export const DELETE = route({ params: threadParams, output: threadShare }, async (call) => {
  const { threadId } = call.params;
  const result = await revokeShare(call.db, { userId: call.user.id, threadId });
  if (result.revoked) await recordOfCall(call, { kind: "share-revoked", subject: threadId });
  return answer(result);
});

function answer(result: ShareResult): { ok: true; value: ThreadShare } | Extract<ShareResult, { ok: false }> {
  if (!result.ok) return result;
  const { share } = result;
  const value = share && {
    id: share.id,
    url: `${getConfig().siteUrl}/share/${share.id}`,
    createdAt: share.createdAt.toISOString(),
    expiresAt: share.expiresAt?.toISOString() ?? null,
  };
  return { ok: true, value: { share: value } };
}

export { unknownMethod as PATCH, unknownMethod as PUT } from "@/lib/http/answer";
