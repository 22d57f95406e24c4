import { readJson } from "@/lib/http/guards";
import { readReports } from "@/lib/http/headers/csp-report";
import { log } from "@/lib/log";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const MAX_BYTES = 8 * 1024;

/** What a browser says that a page's policy has blocked: a line in the log. The answer tells nobody anything. */
export async function POST(request: Request): Promise<Response> {
  const body = await readJson(request, MAX_BYTES);
  if (body.ok)
    for (const report of readReports(body.value)) log.warn({ event: "csp-report", ...report }, "a load was blocked");
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}
