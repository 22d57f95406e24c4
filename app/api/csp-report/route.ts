import { randomUUID } from "node:crypto";
import { database } from "@/lib/db/client";
import { unknownMethod } from "@/lib/http/answer";
import { clientAddress } from "@/lib/http/client-address";
import { readJson } from "@/lib/http/guards";
import { readReports } from "@/lib/http/headers/csp-report";
import { countStranger } from "@/lib/limits/count";
import { log } from "@/lib/log";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";

const MAX_BYTES = 8 * 1024;

/**
 * What a browser says that a page's policy has blocked: a line in the log. Anybody may send it, from any page and without a
 * session, so an address gets only so much into the log. The answer is always the same and tells nobody anything.
 */
export async function POST(request: Request): Promise<Response> {
  const requestId = randomUUID();
  await note(request, requestId).catch((error: unknown) =>
    log.error({ err: error, requestId }, "a report could not be noted"),
  );
  return new Response(null, { status: 204, headers: { "cache-control": "no-store", "x-request-id": requestId } });
}

async function note(request: Request, requestId: string): Promise<void> {
  const body = await readJson(request, MAX_BYTES);
  const reports = body.ok ? readReports(body.value) : [];
  if (reports.length === 0) return;
  const asking = { requestId, address: clientAddress(request.headers) };
  if (!(await countStranger(await database(), "report", asking)).ok) return;
  for (const report of reports) log.warn({ event: "csp-report", requestId, ...report }, "a load was blocked");
}

export { unknownMethod as DELETE, unknownMethod as GET, unknownMethod as PATCH, unknownMethod as PUT };
