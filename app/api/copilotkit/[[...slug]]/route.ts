import { handleCopilotRequest } from "@/lib/copilot/handler";
import { asPerson, scopeOf } from "@/lib/http/as-person";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

/** CopilotKit's runtime, for signed-in people only. See lib/copilot. A page connects by itself, whenever a stream ends. */
function handler(request: Request): Promise<Response> {
  const use = !new URL(request.url).pathname.endsWith("/connect");
  return asPerson(request, async (person) => handleCopilotRequest(request, await scopeOf(person)), { use });
}

export { unknownMethod as DELETE, unknownMethod as PATCH, unknownMethod as PUT } from "@/lib/http/answer";
export { handler as GET, handler as POST };
