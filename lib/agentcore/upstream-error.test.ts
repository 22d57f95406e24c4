import { describe, expect, it } from "vitest";
import { codeOfRunError, readErrorAnswer } from "./upstream-error";

const agui = (code: string) => `data: {"type":"RUN_ERROR","code":"${code}","message":"arn:aws:secret-detail"}\n\n`;

describe("readErrorAnswer", () => {
  it.each([
    [401, "UNAUTHORIZED", "SIGN_IN_EXPIRED", false],
    [403, "ACCESS_DENIED", "NOT_ALLOWED", false],
    [400, "VALIDATION_ERROR", "AGENT_FAILED", false],
    [429, "RATE_LIMIT_EXCEEDED", "RATE_LIMITED", true],
    [409, "SESSION_BUSY", "AGENT_BUSY", true],
    [429, "SERVICE_QUOTA_EXCEEDED", "QUOTA_EXCEEDED", false],
    [500, "INTERNAL_ERROR", "AGENT_UNREACHABLE", false],
    [503, "INTERNAL_ERROR", "AGENT_UNREACHABLE", true],
    [504, "INTERNAL_ERROR", "TIMED_OUT", false],
    [404, "constructor", "AGENT_NOT_FOUND", false],
  ])("reads an AG-UI answer: %i %s → %s", (status, name, code, retryable) => {
    expect(readErrorAnswer(status, new Headers(), agui(name))).toMatchObject({ code, retryable });
  });

  it.each([
    [400, "ValidationException", "AGENT_FAILED", false],
    [402, "ServiceQuotaExceededException", "QUOTA_EXCEEDED", false],
    [403, "AccessDeniedException", "NOT_ALLOWED", false],
    [403, "RuntimeClientError", "AGENT_FAILED", false],
    [404, "ResourceNotFoundException", "AGENT_NOT_FOUND", false],
    [409, "ConflictException", "AGENT_BUSY", true],
    [409, "RetryableConflictException", "AGENT_BUSY", true],
    [424, "RuntimeClientError", "AGENT_FAILED", false],
    [429, "ThrottlingException", "RATE_LIMITED", true],
    [500, "InternalServerException", "AGENT_UNREACHABLE", false],
  ])("reads an HTTP answer: %i %s → %s", (status, name, code, retryable) => {
    expect(
      readErrorAnswer(
        status,
        new Headers({ "x-amzn-errortype": `${name}:http://internal.amazon.com/` }),
        '{"message":"x"}',
      ),
    ).toMatchObject({ code, retryable });
  });

  it.each([
    [502, "AGENT_UNREACHABLE", false],
    [503, "AGENT_UNREACHABLE", true],
    [504, "TIMED_OUT", false],
    [418, "AGENT_FAILED", false],
  ])("judges %i by its status when nothing names the error", (status, code, retryable) => {
    expect(readErrorAnswer(status, new Headers(), "<html>proxy</html>")).toMatchObject({ code, retryable });
  });

  it("does not ask people to sign in again when the runtime refuses what the token is for", () => {
    const body = agui("UNAUTHORIZED").replace(
      "arn:aws:secret-detail",
      "Claim 'client_id' value mismatch with configuration.",
    );
    expect(readErrorAnswer(401, new Headers(), body).code).toBe("NOT_ALLOWED");
  });

  it("keeps the upstream's words for the log, cut to a length, and reads Retry-After", () => {
    const answer = readErrorAnswer(429, new Headers({ "retry-after": "3" }), "y".repeat(10_000));
    expect(answer.detail.length).toBeLessThan(2_100);
    expect(answer.retryAfterMs).toBe(3_000);
  });
});

describe("codeOfRunError", () => {
  it.each([
    ["SESSION_BUSY", "AGENT_BUSY"],
    ["AGENT_ERROR", "AGENT_FAILED"],
    ["AGENT_FAILED", "AGENT_FAILED"],
    ["RUN_IN_PROGRESS", "AGENT_BUSY"],
    // An agent must not make people sign in again, nor speak for the site.
    ["SIGN_IN_EXPIRED", "AGENT_FAILED"],
    ["INTERNAL", "AGENT_FAILED"],
    ["constructor", "AGENT_FAILED"],
    ["__proto__", "AGENT_FAILED"],
    ["STRANDS_ERROR", "AGENT_FAILED"],
    [undefined, "AGENT_FAILED"],
    [42, "AGENT_FAILED"],
  ])("%s → %s", (given, code) => {
    expect(codeOfRunError(given)).toBe(code);
  });
});
