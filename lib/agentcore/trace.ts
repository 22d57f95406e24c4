import { randomBytes } from "node:crypto";

/** W3C trace context (Trace Context §3.2) of one call. */
export type Trace = { traceId: string; traceparent: string };

/**
 * A new trace for one run, so that the site's log, the error card and CloudWatch can be joined.
 *
 * It is always begun here. One that a request brings along is not gone on with: a run outlives its request, and anybody
 * could send a `traceparent` that puts their runs into somebody else's trace, or hundreds of runs into one.
 */
export function newTrace(): Trace {
  const traceId = randomBytes(16).toString("hex");
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` };
}
