import { randomUUID } from "node:crypto";
import { getAccessToken } from "@/lib/auth/access-token";
import { currentUser } from "@/lib/auth/session";
import { getConfig } from "@/lib/config";
import { handleCopilotRequest } from "@/lib/copilot/handler";
import { database } from "@/lib/db/client";
import { errorResponse, requestLocale } from "@/lib/http/respond";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 800;

/** CopilotKit's runtime, for signed-in people only. See lib/copilot. */
async function handler(request: Request): Promise<Response> {
  const [user, locale] = await Promise.all([currentUser(), requestLocale()]);
  const requestId = randomUUID();
  if (!user) return errorResponse("SIGN_IN_EXPIRED", locale, { requestId });
  const [config, db] = [getConfig(), await database()];
  const token = (rejected?: string) =>
    getAccessToken({ db, config, sid: user.sid, userId: user.id, ...(rejected === undefined ? {} : { rejected }) });
  return await handleCopilotRequest(request, { user, locale, requestId, token });
}

export { handler as GET, handler as POST };
