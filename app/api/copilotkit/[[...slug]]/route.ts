import { handleCopilotRequest } from "@/lib/copilot/handler";
import { asPerson, scopeOf } from "@/lib/http/route";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const maxDuration = 800;

/** CopilotKit's runtime, for signed-in people only. See lib/copilot. */
function handler(request: Request): Promise<Response> {
  return asPerson(request, async (person) => handleCopilotRequest(request, await scopeOf(person)));
}

export { handler as GET, handler as POST };
