import { randomBytes } from "node:crypto";

/** A new W3C trace context (Trace Context §3.2) for one run, so that the site's log and CloudWatch can be joined. */
export function newTrace(): { traceId: string; traceparent: string } {
  const traceId = randomBytes(16).toString("hex");
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` };
}
