import { describe, expect, test } from "vitest";
import { codeOfStatus, ERROR_CODES, type ErrorCode, renderError } from "./errors.ts";

// Written out once more on purpose: this is the service's published table, not a copy of ours.
const PUBLISHED: Record<ErrorCode, { agui: number; http: number; exception: string }> = {
  UNAUTHORIZED: { agui: 401, http: 401, exception: "UnauthorizedException" },
  ACCESS_DENIED: { agui: 403, http: 403, exception: "AccessDeniedException" },
  VALIDATION_ERROR: { agui: 400, http: 400, exception: "ValidationException" },
  RESOURCE_NOT_FOUND: { agui: 404, http: 404, exception: "ResourceNotFoundException" },
  SESSION_BUSY: { agui: 409, http: 409, exception: "RetryableConflictException" },
  RATE_LIMIT_EXCEEDED: { agui: 429, http: 429, exception: "ThrottlingException" },
  SERVICE_QUOTA_EXCEEDED: { agui: 429, http: 402, exception: "ServiceQuotaExceededException" },
  AGENT_ERROR: { agui: 200, http: 424, exception: "RuntimeClientError" },
  INTERNAL_ERROR: { agui: 500, http: 500, exception: "InternalServerException" },
};

describe.each(ERROR_CODES)("%s", (code) => {
  const expected = PUBLISHED[code];

  test("for an agui runtime is one RUN_ERROR in an SSE body", () => {
    const answer = renderError("agui", { code });
    expect(answer.status).toBe(expected.agui);
    expect(answer.headers).toEqual({ "content-type": "text/event-stream" });
    expect(answer.body).toMatch(/^data: [^\n]+\n\n$/);
    expect(JSON.parse(answer.body.slice(5))).toEqual({ type: "RUN_ERROR", code, message: expect.stringMatching(/./) });
  });

  test("for an http runtime is the AWS exception", () => {
    const answer = renderError("http", { code });
    expect(answer.status).toBe(expected.http);
    expect(answer.headers).toEqual({ "content-type": "application/json", "x-amzn-errortype": expected.exception });
    expect(JSON.parse(answer.body)).toEqual({ message: expect.stringMatching(/./) });
  });
});

test("message, status and headers of an error win over the table's", () => {
  const answer = renderError("http", {
    code: "SESSION_BUSY",
    message: "m",
    status: 418,
    headers: { "retry-after": "1" },
  });
  expect(answer).toMatchObject({ status: 418, body: '{"message":"m"}', headers: { "retry-after": "1" } });
});

test.each([
  [400, "VALIDATION_ERROR"],
  [401, "UNAUTHORIZED"],
  [402, "SERVICE_QUOTA_EXCEEDED"],
  [403, "ACCESS_DENIED"],
  [404, "RESOURCE_NOT_FOUND"],
  [409, "SESSION_BUSY"],
  [424, "AGENT_ERROR"],
  [429, "RATE_LIMIT_EXCEEDED"],
  [500, "INTERNAL_ERROR"],
  [502, "INTERNAL_ERROR"],
  [503, "INTERNAL_ERROR"],
  [504, "INTERNAL_ERROR"],
])("a bare %i is %s", (status, code) => {
  expect(codeOfStatus(status)).toBe(code);
});
