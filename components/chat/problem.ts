import { type ErrorCode, isErrorCode } from "@/lib/errors";

/**
 * What a person can be told about a run that did not work out. Four codes exist on this side only: the browser could not
 * reach the site (`NETWORK`), the site said something that this page cannot read, being of another release
 * (`NOT_UNDERSTOOD`), a stored question has no answer (`UNANSWERED`), and the site went away while it wrote one
 * (`INTERRUPTED`).
 */
export type ProblemCode = ErrorCode | "NETWORK" | "NOT_UNDERSTOOD" | "UNANSWERED" | "INTERRUPTED";

export type Problem = {
  code: ProblemCode;
  /** Where it happened: starting the chat, loading a conversation, or a turn of it. */
  source: "start" | "connect" | "run";
  /** Whether the server has the person's message. What it refused has to be sent again, not retried. */
  stored: boolean;
  /** The text is back where it was written, to be sent from there. */
  returned?: boolean;
  /** It is about a new message, which the server does not have, or not as far as this page knows. */
  unsent?: boolean;
  /** RFC 3339. */
  at: string;
  /** Seconds. */
  retryAfter?: number;
  requestId?: string;
  awsRequestId?: string;
  traceId?: string;
  runId?: string;
};

/**
 * From when on (ms) a message that was refused because of too many others can be sent; null for all other problems. An
 * agent that has too much to do says no time.
 */
export function allowedFrom(problem: Problem | null): number | null {
  if (problem?.code !== "RATE_LIMITED" || !problem.returned) return null;
  return waitEnd(problem);
}

/** When (ms) the server takes another try; null when it has not said so. */
export function waitEnd({ at, retryAfter }: Problem): number | null {
  const end = Date.parse(at) + (retryAfter ?? Number.NaN) * 1000;
  return Number.isFinite(end) ? end : null;
}

/** Whether a turn was refused because the conversation is not what its page shows: something is on in it, or was done. */
export function isElsewhere(code: ProblemCode): code is "CONFLICT" | "RUN_IN_PROGRESS" | "INTERRUPT_PENDING" {
  return code === "CONFLICT" || code === "RUN_IN_PROGRESS" || code === "INTERRUPT_PENDING";
}

/** The one thing to do about a problem, or null when there is nothing that this page can offer. */
export type ProblemAction = "retry" | "reconnect" | "restart" | "signIn" | "newChat" | "reload" | "goOn";

/** Codes that say "the person stopped it", which is no failure (CopilotKit #5966). */
const STOPPED = new Set(["abort", "STOPPED"]);

type Detail = Record<string, unknown>;
const isRecord = (value: unknown): value is Detail => typeof value === "object" && value !== null;
const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

/**
 * A `RUN_ERROR` of the stream as a problem; null for a stop.
 *
 * A code outside our set is an agent's own word and is not shown: a cut stream reads as such, all else as a failure.
 *
 * @param where `stored`: whether the run has started, since that comes after its message is stored
 */
export function problemOfRunError(
  event: unknown,
  where: Pick<Problem, "source" | "stored">,
  now: Date,
): Problem | null {
  const { code, metadata } = isRecord(event) ? event : {};
  if (typeof code === "string" && STOPPED.has(code)) return null;
  const known = isErrorCode(code) ? code : code === "INCOMPLETE_STREAM" ? "STREAM_TRUNCATED" : "AGENT_FAILED";
  const detail = isRecord(metadata) ? metadata : {};
  return {
    code: known,
    source: where.source,
    stored: where.stored,
    at: text(detail.at) ?? now.toISOString(),
    ...pick(detail),
  };
}

/**
 * A failed request (an HTTP error of ours, or no answer at all) as a problem; null for a request that this page gave up.
 *
 * @param error what @ag-ui/client throws: `status` and `payload` for an HTTP answer, a `TypeError` for none, a `ZodError` for
 *   an event that is none
 */
export function problemOfFailure(error: unknown, source: Problem["source"], now: Date): Problem | null {
  if (isAbort(error)) return null;
  const { status, payload, runtimeInfoStatus } = isRecord(error) ? error : {};
  const http = typeof status === "number" ? status : typeof runtimeInfoStatus === "number" ? runtimeInfoStatus : null;
  const body = isRecord(payload) ? payload : {};
  const base = { source, stored: false, at: now.toISOString() };
  // @ag-ui/client checks each event that comes: one of a kind that it does not know ends the stream, and would do so again.
  if (http === null)
    return { code: isRecord(error) && error.name === "ZodError" ? "NOT_UNDERSTOOD" : "NETWORK", ...base };
  return {
    code: isErrorCode(body.code) ? body.code : codeOfStatus(http),
    ...base,
    ...pick(body),
    ...(typeof body.retryAfter === "number" ? { retryAfter: body.retryAfter } : {}),
  };
}

/** True for what a page leaving, a thread switch or a stop makes of a request. */
function isAbort(error: unknown): boolean {
  if (!isRecord(error)) return error === "component unmounted";
  return error.name === "AbortError" || error.message === "component unmounted";
}

function codeOfStatus(status: number): ErrorCode {
  const exact: Record<number, ErrorCode> = {
    401: "SIGN_IN_EXPIRED",
    403: "NOT_ALLOWED",
    404: "NOT_FOUND",
    409: "CONFLICT",
    413: "TOO_LARGE",
    429: "RATE_LIMITED",
    504: "TIMED_OUT",
  };
  return exact[status] ?? (status >= 500 ? "INTERNAL" : "BAD_REQUEST");
}

function pick(detail: Detail) {
  const entries = (["requestId", "awsRequestId", "traceId", "runId"] as const).flatMap((key) => {
    const value = text(detail[key]);
    return value ? [[key, value] as const] : [];
  });
  return Object.fromEntries(entries) as Pick<Problem, "requestId" | "awsRequestId" | "traceId" | "runId">;
}

/** What the card offers for a problem. */
export function actionOf(problem: Problem): ProblemAction | null {
  switch (problem.code) {
    case "SIGN_IN_EXPIRED":
    case "SIGN_IN_AGAIN":
      return "signIn";
    case "NOT_FOUND":
      return "newChat";
    case "NOT_ALLOWED":
    case "AGENT_NOT_FOUND":
    case "TOO_LARGE":
    case "INTERRUPT_PENDING":
      return null;
    case "FORBIDDEN_ORIGIN":
    case "BAD_REQUEST":
    case "NOT_UNDERSTOOD":
    case "CONFLICT":
      return "reload";
    case "HOST_LIMIT":
      return "goOn";
    // The other answer is being written elsewhere: loading the conversation shows it. Once the message is stored, it is
    // the agent itself that has not let go of an earlier run yet.
    case "RUN_IN_PROGRESS":
      return problem.stored ? "retry" : "reconnect";
    default:
      if (problem.source === "start") return "restart";
      if (problem.returned) return null;
      return problem.source === "connect" || problem.code === "NETWORK" ? "reconnect" : "retry";
  }
}
