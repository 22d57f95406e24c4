import { randomUUID } from "node:crypto";
import { currentUser } from "@/lib/auth/session";
import { handleCopilotRequest } from "@/lib/copilot/handler";
import { errorResponse, requestLocale } from "@/lib/http/respond";
import { scopeOf } from "@/lib/http/route";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 800;

/** CopilotKit's runtime, for signed-in people only. See lib/copilot. */
async function handler(request: Request): Promise<Response> {
  const [user, locale] = await Promise.all([currentUser(), requestLocale()]);
  const requestId = randomUUID();
  if (!user) return errorResponse("SIGN_IN_EXPIRED", locale, { requestId });
  return await handleCopilotRequest(request, await scopeOf(user, locale, requestId));
}

export { handler as GET, handler as POST };
