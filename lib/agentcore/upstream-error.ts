import { type ErrorCode, isErrorCode } from "../errors";

/** What AgentCore or the agent said, before anything of it may be shown. `detail` is for the log only. */
export type UpstreamError = { code: ErrorCode; retryable: boolean; detail: string; retryAfterMs?: number };

/** Names of AG-UI platform errors and of AWS exceptions → ours. */
const BY_NAME: Record<string, ErrorCode> = {
  UNAUTHORIZED: "SIGN_IN_EXPIRED",
  ACCESS_DENIED: "NOT_ALLOWED",
  VALIDATION_ERROR: "AGENT_FAILED",
  RATE_LIMIT_EXCEEDED: "RATE_LIMITED",
  SESSION_BUSY: "AGENT_BUSY",
  SERVICE_QUOTA_EXCEEDED: "QUOTA_EXCEEDED",
  AGENT_ERROR: "AGENT_FAILED",
  INTERNAL_ERROR: "AGENT_UNREACHABLE",
  AccessDeniedException: "NOT_ALLOWED",
  ValidationException: "AGENT_FAILED",
  ThrottlingException: "RATE_LIMITED",
  ConflictException: "AGENT_BUSY",
  RetryableConflictException: "AGENT_BUSY",
  ServiceQuotaExceededException: "QUOTA_EXCEEDED",
  ResourceNotFoundException: "AGENT_NOT_FOUND",
  MissingAuthenticationTokenException: "AGENT_NOT_FOUND",
  RuntimeClientError: "AGENT_FAILED",
  InternalServerException: "AGENT_UNREACHABLE",
};

/** What agents say of an answer that they do not wait for (any more): ours, Strands' adapter and its expiry, and ours of before. */
const OVER = new Set(["INTERRUPT_UNKNOWN", "UNKNOWN_INTERRUPT", "INTERRUPT_EXPIRED", "CONFLICT"]);

const BY_STATUS: Record<number, ErrorCode> = {
  401: "SIGN_IN_EXPIRED",
  402: "QUOTA_EXCEEDED",
  403: "NOT_ALLOWED",
  404: "AGENT_NOT_FOUND",
  409: "AGENT_BUSY",
  429: "RATE_LIMITED",
  413: "TOO_LARGE",
  502: "AGENT_UNREACHABLE",
  503: "AGENT_UNREACHABLE",
  504: "TIMED_OUT",
};

/** What a platform says of any fault of its own, or of the request: the status knows better what it was. */
const SAYS_LITTLE = new Set(["INTERNAL_ERROR", "InternalServerException", "VALIDATION_ERROR", "ValidationException"]);

/** Refusals (401, 403) that are not what they look like; signing in again, or another account, would change nothing. */
const BY_WORDS: [RegExp, ErrorCode][] = [
  // The authorizer, of a token that is genuine but not for this runtime: "Claim 'client_id' value mismatch with configuration."
  [/claim\b.{0,60}\bmismatch/i, "NOT_ALLOWED"],
  // The runtime takes AWS signatures, not people's tokens.
  [/authorization method mismatch/i, "NOT_ALLOWED"],
  // The front door, of an address that is no operation of the service, whatever token comes with it.
  [/missing authentication token/i, "AGENT_NOT_FOUND"],
];

/** Conflict, throttling and a restarting service pass within seconds; the rest says the same however often it is asked. */
const RETRYABLE = new Set([409, 429, 503]);

/**
 * Reads an error answer of AgentCore: an AG-UI body holds one RUN_ERROR frame, an HTTP one names the exception.
 *
 * The name wins over the status, except that a spent service quota (also a 429) is not worth a retry.
 *
 * @param body the answer's text, already cut to a sane length
 */
export function readErrorAnswer(status: number, headers: Headers, body: string): UpstreamError {
  const name = headers.get("x-amzn-errortype")?.split(":")[0] ?? runErrorCode(body);
  const code =
    codeOfRefusal(status, body) ??
    (name && !SAYS_LITTLE.has(name) && Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined) ??
    BY_STATUS[status] ??
    (status >= 500 ? "AGENT_UNREACHABLE" : "AGENT_FAILED");
  const seconds = Number(headers.get("retry-after"));
  return {
    code,
    retryable: RETRYABLE.has(status) && code !== "QUOTA_EXCEEDED",
    detail: `HTTP ${status}${name ? ` ${name}` : ""}: ${body.slice(0, 2000)}`,
    ...(Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
  };
}

/**
 * The code of a RUN_ERROR that came inside the stream: ours if it is one of ours that an agent may say, a platform
 * name translated, and for whatever else the agent invents, `AGENT_FAILED`.
 */
export function codeOfRunError(code: unknown): ErrorCode {
  if (typeof code !== "string") return "AGENT_FAILED";
  // The agent's own word for a thread that it is still busy with: the person has no answer here to wait for or to stop.
  if (code === "RUN_IN_PROGRESS") return "AGENT_BUSY";
  if (OVER.has(code)) return "INTERRUPT_OVER";
  if (Object.hasOwn(BY_NAME, code)) return BY_NAME[code] ?? "AGENT_FAILED";
  return isErrorCode(code) && AGENT_MAY_SAY.has(code) ? code : "AGENT_FAILED";
}

/** An agent must not make the site ask people to sign in again, or claim the site's own faults. */
const AGENT_MAY_SAY = new Set<ErrorCode>([
  "AGENT_BUSY",
  "AGENT_FAILED",
  "RATE_LIMITED",
  "QUOTA_EXCEEDED",
  "TIMED_OUT",
  "TOO_LARGE",
]);

function codeOfRefusal(status: number, body: string): ErrorCode | undefined {
  return status === 401 || status === 403 ? BY_WORDS.find(([words]) => words.test(body))?.[1] : undefined;
}

function runErrorCode(body: string): string | null {
  const line = body.split(/\r?\n/).find((part) => part.startsWith("data:"));
  try {
    const parsed: unknown = JSON.parse(line ? line.slice(5) : body);
    if (typeof parsed === "object" && parsed !== null && "code" in parsed && typeof parsed.code === "string")
      return parsed.code;
  } catch {
    // Not JSON: the status alone speaks.
  }
  return null;
}
