import type { Protocol } from "./options.ts";

/**
 * Every error the platform itself can answer with, in both shapes it takes: an AG-UI `RUN_ERROR` code with its status, or
 * the AWS exception with its status. One row is one error; nothing else in this folder knows a status.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-agui-protocol-contract.html
 */
const TABLE = {
  UNAUTHORIZED: { agui: 401, http: 401, exception: "UnauthorizedException", message: "Unauthorized" },
  ACCESS_DENIED: { agui: 403, http: 403, exception: "AccessDeniedException", message: "Access denied" },
  VALIDATION_ERROR: { agui: 400, http: 400, exception: "ValidationException", message: "Invalid request" },
  RESOURCE_NOT_FOUND: { agui: 404, http: 404, exception: "ResourceNotFoundException", message: "Resource not found" },
  SESSION_BUSY: {
    agui: 409,
    http: 409,
    exception: "RetryableConflictException",
    message: "Session operation in progress, please retry",
  },
  RATE_LIMIT_EXCEEDED: { agui: 429, http: 429, exception: "ThrottlingException", message: "Rate exceeded" },
  SERVICE_QUOTA_EXCEEDED: {
    agui: 429,
    http: 402,
    exception: "ServiceQuotaExceededException",
    message: "Service quota exceeded",
  },
  AGENT_ERROR: {
    agui: 200,
    http: 424,
    exception: "RuntimeClientError",
    message: "Agent code failed during execution. Please check your CloudWatch logs for more information.",
  },
  INTERNAL_ERROR: { agui: 500, http: 500, exception: "InternalServerException", message: "Internal server error" },
} as const;

export type ErrorCode = keyof typeof TABLE;

export const ERROR_CODES = Object.keys(TABLE) as ErrorCode[];

export type PlatformError = {
  code: ErrorCode;
  message?: string;
  /** Instead of the table's. */
  status?: number;
  headers?: Readonly<Record<string, string>>;
};

export type Answer = { status: number; headers: Record<string, string>; body: string };

/** The error that AWS gives for a bare status, where the fault switch is told only that. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "VALIDATION_ERROR",
  401: "UNAUTHORIZED",
  402: "SERVICE_QUOTA_EXCEEDED",
  403: "ACCESS_DENIED",
  404: "RESOURCE_NOT_FOUND",
  409: "SESSION_BUSY",
  424: "AGENT_ERROR",
  429: "RATE_LIMIT_EXCEEDED",
};

export function codeOfStatus(status: number): ErrorCode {
  return BY_STATUS[status] ?? "INTERNAL_ERROR";
}

/**
 * The whole answer for an error, in the shape of the runtime's protocol.
 * AG-UI keeps the real HTTP status except for AGENT_ERROR, which is a 200; clients of both kinds depend on it.
 */
export function renderError(protocol: Protocol, error: PlatformError): Answer {
  const row = TABLE[error.code];
  const message = error.message ?? row.message;
  const status = error.status ?? row[protocol];
  if (protocol === "agui") {
    const event = { type: "RUN_ERROR", code: error.code, message };
    return {
      status,
      headers: { "content-type": "text/event-stream", ...error.headers },
      body: `data: ${JSON.stringify(event)}\n\n`,
    };
  }
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": row.exception, ...error.headers },
    body: JSON.stringify({ message }),
  };
}

/**
 * What the front door gives to anything that is no operation of the service, an unescaped ARN included: the request
 * never reaches a runtime, so this one has no protocol.
 */
export function missingAuthenticationToken(): Answer {
  return {
    status: 403,
    headers: { "content-type": "application/json", "x-amzn-errortype": "MissingAuthenticationTokenException" },
    body: JSON.stringify({ message: "Missing Authentication Token" }),
  };
}
