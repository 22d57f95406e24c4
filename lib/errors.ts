/**
 * The closed set of errors that a person or a program can get from this site, over HTTP and in a run's stream.
 * The sentences live in `lib/i18n/messages/*.json` under `errors.<CODE>`; each says what happened and what to do.
 */
export const ERROR_STATUS = {
  SIGN_IN_EXPIRED: 401,
  SIGN_IN_AGAIN: 403,
  NOT_ALLOWED: 403,
  FORBIDDEN_ORIGIN: 403,
  NOT_FOUND: 404,
  RUN_IN_PROGRESS: 409,
  INTERRUPT_PENDING: 409,
  INTERRUPT_OVER: 409,
  CONFLICT: 409,
  TOO_LARGE: 413,
  BAD_REQUEST: 400,
  RATE_LIMITED: 429,
  QUOTA_EXCEEDED: 429,
  AGENT_NOT_FOUND: 404,
  AGENT_BUSY: 409,
  AGENT_FAILED: 502,
  AGENT_UNREACHABLE: 502,
  STREAM_TRUNCATED: 502,
  TIMED_OUT: 504,
  HOST_LIMIT: 504,
  RESTARTING: 503,
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];

/** True for a code of the closed set; whatever else an agent sends is not shown to people. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(ERROR_STATUS, value);
}

/** The body of every HTTP error (`message` is in the person's language; `retryAfter` in seconds). */
export type HttpErrorBody = {
  code: ErrorCode;
  message: string;
  requestId: string;
  retryAfter?: number;
  fields?: { path: string; message: string }[];
};
