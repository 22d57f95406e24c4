import type { ErrorCode } from "../../errors";
import { agui, aws, RENEWED, RETRIED, type Row, SECRET, WWW_AUTHENTICATE } from "./error-answers";
import type { Answer } from "./upstream";

const BUSY = ["Resource conflict: the session is being changed", "Session operation in progress, please retry"];
const FROM_RUNTIME = (status: number) =>
  `Received error (${status}) from runtime. Please check your CloudWatch logs for more information.`;
const MMDS = "This runtime must require MMDSv2 to be invoked";

/** Errors of the platform, AGUI protocol. */
export const AGUI_ROWS: Row[] = (
  [
    ["UNAUTHORIZED", agui(401, "UNAUTHORIZED", "Invalid token", WWW_AUTHENTICATE), "SIGN_IN_EXPIRED", RENEWED],
    [
      "a claim that the runtime does not take",
      agui(401, "UNAUTHORIZED", "Claim 'client_id' value mismatch with configuration.", WWW_AUTHENTICATE),
      "NOT_ALLOWED",
      RENEWED,
    ],
    ["ACCESS_DENIED", agui(403, "ACCESS_DENIED", "Access denied"), "NOT_ALLOWED", 1],
    [
      "a runtime for AWS signatures",
      agui(
        403,
        "ACCESS_DENIED",
        "Authorization method mismatch. The agent is configured for a different authorization method.",
      ),
      "NOT_ALLOWED",
      1,
    ],
    ["VALIDATION_ERROR", agui(400, "VALIDATION_ERROR", "Invalid request"), "AGENT_FAILED", 1],
    ["a runtime without MMDSv2", agui(400, "VALIDATION_ERROR", MMDS), "AGENT_FAILED", 1],
    ["a payload that is too large", agui(413, "VALIDATION_ERROR", "Payload too large"), "TOO_LARGE", 1],
    ["RESOURCE_NOT_FOUND", agui(404, "RESOURCE_NOT_FOUND", "No such runtime"), "AGENT_NOT_FOUND", 1],
    ["SESSION_BUSY, ConflictException", agui(409, "SESSION_BUSY", BUSY[0] ?? ""), "AGENT_BUSY", RETRIED],
    ["SESSION_BUSY, RetryableConflictException", agui(409, "SESSION_BUSY", BUSY[1] ?? ""), "AGENT_BUSY", RETRIED],
    ["RATE_LIMIT_EXCEEDED", agui(429, "RATE_LIMIT_EXCEEDED", "Rate exceeded"), "RATE_LIMITED", RETRIED],
    ["SERVICE_QUOTA_EXCEEDED", agui(429, "SERVICE_QUOTA_EXCEEDED", "maxVms"), "QUOTA_EXCEEDED", 1],
    [
      "AGENT_ERROR",
      agui(200, "AGENT_ERROR", "Agent code failed during execution - check CloudWatch"),
      "AGENT_FAILED",
      1,
    ],
    ["INTERNAL_ERROR", agui(500, "INTERNAL_ERROR", "Internal server error"), "AGENT_UNREACHABLE", 1, true],
    // An older description of the protocol has all of them as 200: nothing says then that nothing has begun.
    ["UNAUTHORIZED as a 200", agui(200, "UNAUTHORIZED", "Invalid token"), "SIGN_IN_EXPIRED", 1],
    ["ACCESS_DENIED as a 200", agui(200, "ACCESS_DENIED", "Access denied"), "NOT_ALLOWED", 1],
    ["SESSION_BUSY as a 200", agui(200, "SESSION_BUSY", BUSY[1] ?? ""), "AGENT_BUSY", 1],
    ["RATE_LIMIT_EXCEEDED as a 200", agui(200, "RATE_LIMIT_EXCEEDED", "Rate exceeded"), "RATE_LIMITED", 1],
    ["SERVICE_QUOTA_EXCEEDED as a 200", agui(200, "SERVICE_QUOTA_EXCEEDED", "maxVms"), "QUOTA_EXCEEDED", 1],
    ["INTERNAL_ERROR as a 200", agui(200, "INTERNAL_ERROR", "Internal server error"), "AGENT_UNREACHABLE", 1],
    [
      "an agent that takes no such input",
      (_, response) => response.writeHead(400, { "content-type": "application/json" }).end(`{"error":"${SECRET}"}`),
      "AGENT_FAILED",
      1,
    ],
  ] satisfies [string, Answer, ErrorCode, number, boolean?][]
).map(([what, answer, code, calls, told]) => ({
  what,
  protocols: ["agui"],
  answer,
  code,
  calls,
  ...(told ? { told } : {}),
}));

/** Errors of the platform, HTTP protocol. */
export const HTTP_ROWS: Row[] = (
  [
    ["ValidationException", aws(400, "ValidationException", "Invalid request"), "AGENT_FAILED", 1],
    ["a runtime without MMDSv2", aws(400, "ValidationException", MMDS), "AGENT_FAILED", 1],
    ["a payload that is too large", aws(413, "ValidationException", "Payload too large"), "TOO_LARGE", 1],
    ["401", aws(401, "UnauthorizedException", "Invalid token", WWW_AUTHENTICATE), "SIGN_IN_EXPIRED", RENEWED],
    ["401 without a name", aws(401, null, "OAuth authorization failed", WWW_AUTHENTICATE), "SIGN_IN_EXPIRED", RENEWED],
    [
      "a claim that the runtime does not take",
      aws(401, null, "Claim 'client_id' value mismatch with configuration.", WWW_AUTHENTICATE),
      "NOT_ALLOWED",
      RENEWED,
    ],
    ["a 402", aws(402, "ServiceQuotaExceededException", "maxVms"), "QUOTA_EXCEEDED", 1],
    ["a 402 without a name", aws(402, null, "maxVms"), "QUOTA_EXCEEDED", 1],
    ["AccessDeniedException", aws(403, "AccessDeniedException", "Access denied"), "NOT_ALLOWED", 1],
    [
      "a runtime for AWS signatures",
      aws(
        403,
        "AccessDeniedException",
        "Authorization method mismatch. The agent is configured for a different authorization method.",
      ),
      "NOT_ALLOWED",
      1,
    ],
    [
      "an agent that does not start",
      aws(403, "RuntimeClientError", "The runtime could not be started"),
      "AGENT_FAILED",
      1,
    ],
    ["ResourceNotFoundException", aws(404, "ResourceNotFoundException", "No such runtime"), "AGENT_NOT_FOUND", 1],
    ["ConflictException", aws(409, "ConflictException", BUSY[0] ?? ""), "AGENT_BUSY", RETRIED],
    ["RetryableConflictException", aws(409, "RetryableConflictException", BUSY[1] ?? ""), "AGENT_BUSY", RETRIED],
    ["an agent without /invocations", aws(424, "RuntimeClientError", FROM_RUNTIME(404)), "AGENT_FAILED", 1],
    ["an agent that fails", aws(424, "RuntimeClientError", FROM_RUNTIME(500)), "AGENT_FAILED", 1],
    ["a 424 without a name", aws(424, null, FROM_RUNTIME(500)), "AGENT_FAILED", 1],
    ["ThrottlingException", aws(429, "ThrottlingException", "Rate exceeded"), "RATE_LIMITED", RETRIED],
    ["a quota as a 429", aws(429, "ServiceQuotaExceededException", "maxVms"), "QUOTA_EXCEEDED", 1],
    [
      "InternalServerException",
      aws(500, "InternalServerException", "Internal server error"),
      "AGENT_UNREACHABLE",
      1,
      true,
    ],
  ] satisfies [string, Answer, ErrorCode, number, boolean?][]
).map(([what, answer, code, calls, told]) => ({
  what,
  protocols: ["http"],
  answer,
  code,
  calls,
  ...(told ? { told } : {}),
}));
