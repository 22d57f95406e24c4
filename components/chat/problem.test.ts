import { HttpAgent } from "@ag-ui/client";
import { describe, expect, it, vi } from "vitest";
import { actionOf, type Problem, problemOfFailure, problemOfRunError } from "./problem";

const now = new Date("2026-03-04T05:06:07Z");
const problem = (over: Partial<Problem>): Problem => ({
  code: "INTERNAL",
  source: "run",
  stored: false,
  at: "",
  ...over,
});
const http = (status: number, payload?: unknown) => Object.assign(new Error(`HTTP ${status}`), { status, payload });

const run = { source: "run", stored: true } as const;

describe("a RUN_ERROR", () => {
  it("carries its code and what support needs to find it", () => {
    const metadata = { runId: "r", awsRequestId: "a", traceId: "t", at: "2026-01-01T00:00:00Z" };
    expect(problemOfRunError({ type: "RUN_ERROR", code: "AGENT_BUSY", message: "x", metadata }, run, now)).toEqual({
      code: "AGENT_BUSY",
      source: "run",
      stored: true,
      ...metadata,
    });
  });

  it.each(["abort", "STOPPED"])("is no problem when it says the person stopped it (%s)", (code) => {
    expect(problemOfRunError({ code, message: "aborted" }, run, now)).toBeNull();
  });

  it("never shows a code or a sentence of the agent's own", () => {
    const found = problemOfRunError({ code: "EvilCode", message: "<b>secret</b>" }, run, now);
    expect(found).toEqual({ code: "AGENT_FAILED", source: "run", stored: true, at: now.toISOString() });
  });

  it("reads CopilotKit's INCOMPLETE_STREAM as a cut stream", () => {
    expect(problemOfRunError({ code: "INCOMPLETE_STREAM" }, run, now)?.code).toBe("STREAM_TRUNCATED");
  });

  it("before the run has started concerns a message that was not stored", () => {
    const where = { source: "run", stored: false } as const;
    expect(problemOfRunError({ code: "INTERNAL" }, where, now)?.stored).toBe(false);
    expect(problemOfRunError({ code: "INTERNAL" }, { source: "connect", stored: false }, now)?.source).toBe("connect");
  });
});

describe("a failed request", () => {
  it("takes code, request id and waiting time from our JSON", () => {
    const found = problemOfFailure(http(429, { code: "QUOTA_EXCEEDED", requestId: "q", retryAfter: 7 }), "run", now);
    expect(found).toEqual({
      code: "QUOTA_EXCEEDED",
      requestId: "q",
      retryAfter: 7,
      source: "run",
      stored: false,
      at: now.toISOString(),
    });
  });

  it.each([
    [401, "SIGN_IN_EXPIRED"],
    [403, "NOT_ALLOWED"],
    [404, "NOT_FOUND"],
    [409, "CONFLICT"],
    [413, "TOO_LARGE"],
    [429, "RATE_LIMITED"],
    [500, "INTERNAL"],
    [502, "INTERNAL"],
    [504, "TIMED_OUT"],
    [400, "BAD_REQUEST"],
  ])("of another's making (%i, a proxy's page) is told by its status: %s", (status, code) => {
    expect(problemOfFailure(http(status, "<html>"), "connect", now)?.code).toBe(code);
  });

  it("of /info is told by its status", () => {
    const error = Object.assign(new Error("info"), { runtimeInfoStatus: 401 });
    expect(problemOfFailure(error, "start", now)?.code).toBe("SIGN_IN_EXPIRED");
  });

  it("without an answer is the network's", () => {
    expect(problemOfFailure(new TypeError("Failed to fetch"), "run", now)?.code).toBe("NETWORK");
  });

  it("of a kind of event that this page does not know is none of the network's: it would come again", async () => {
    const body = 'data: {"type":"KIND_OF_A_LATER_RELEASE","threadId":"t","runId":"r"}\n\n';
    const agent = new HttpAgent({
      url: "http://nobody.invalid",
      fetch: async () => new Response(body, { headers: { "content-type": "text/event-stream" } }),
    });
    const failed = vi.fn();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    await agent.runAgent({}, { onRunFailed: ({ error }) => void failed(error) }).catch(() => undefined);
    expect(failed).toHaveBeenCalledOnce();
    const found = problemOfFailure(failed.mock.calls[0]?.[0], "run", now);
    expect(found?.code).toBe("NOT_UNDERSTOOD");
    expect(found && actionOf(found)).toBe("reload");
  });

  it("that the page itself gave up is none", () => {
    expect(problemOfFailure(new DOMException("x", "AbortError"), "run", now)).toBeNull();
    expect(problemOfFailure("component unmounted", "run", now)).toBeNull();
  });
});

describe("a host's own refusal, which is no JSON", () => {
  it.each([
    [413, "TOO_LARGE", null],
    [504, "TIMED_OUT", "retry"],
    [502, "INTERNAL", "retry"],
  ] as const)("of status %i is %s", (status, code, action) => {
    // As @ag-ui/client has the answer of a host that ends a request in the site's place.
    const error = Object.assign(new Error(`HTTP ${status}`), {
      status,
      payload: "<h1>FUNCTION_PAYLOAD_TOO_LARGE</h1>",
    });
    const found = problemOfFailure(error, "run", now);
    expect(found).toMatchObject({ code, stored: false });
    expect(found && actionOf(found)).toBe(action);
  });
});

describe("the way forward", () => {
  it.each([
    ["SIGN_IN_EXPIRED", "signIn"],
    ["SIGN_IN_AGAIN", "signIn"],
    ["NOT_FOUND", "newChat"],
    ["TOO_LARGE", null],
    ["NOT_ALLOWED", null],
    ["RATE_LIMITED", "retry"],
    ["AGENT_FAILED", "retry"],
    ["UNANSWERED", "retry"],
    ["INTERRUPTED", "retry"],
    ["NETWORK", "reconnect"],
    ["RUN_IN_PROGRESS", "reconnect"],
    ["HOST_LIMIT", "goOn"],
    ["FORBIDDEN_ORIGIN", "reload"],
    ["BAD_REQUEST", "reload"],
    ["NOT_UNDERSTOOD", "reload"],
  ] as const)("of %s is %s", (code, action) => {
    expect(actionOf(problem({ code }))).toBe(action);
  });

  it("of a conversation that did not load is to load it, and of a chat that did not start is to start it", () => {
    expect(actionOf(problem({ code: "INTERNAL", source: "connect" }))).toBe("reconnect");
    expect(actionOf(problem({ code: "NETWORK", source: "start" }))).toBe("restart");
  });

  it("after an agent that is still busy with the run before is to ask again", () => {
    expect(actionOf(problem({ code: "RUN_IN_PROGRESS", stored: true }))).toBe("retry");
  });

  it("of a text that is back where it was written is there, not in the card", () => {
    expect(actionOf(problem({ code: "RATE_LIMITED", returned: true }))).toBeNull();
  });
});
