import { describe, expect, it } from "vitest";
import { resolveTarget } from "../../target";
import { DEFAULT_LIMITS, newSession, runInput } from "../context";
import { createSheet } from "../report";
import { checkHttpAnswer } from "./answer-http";

/** What is said of an answer's text, by the check's own id. */
function judged(type: string, text: string) {
  const sheet = createSheet();
  const input = runInput("hi");
  const target = resolveTarget(
    "http://localhost:8080",
    { protocol: "http" },
    {
      LOCAL_AUTH0_PORT: 1,
      LOCAL_AGENTCORE_PORT: 1,
    },
  );
  const session = newSession();
  const { signal } = new AbortController();
  checkHttpAnswer(
    { target, form: "prompt", limits: DEFAULT_LIMITS, prompt: "hi", token: "", signal, sheet, sessions: new Set() },
    {
      answer: {
        kind: "answer",
        status: 200,
        headers: { "content-type": type },
        text,
        pieces: [{ at: 1, text }],
        endedAt: 1,
        ending: "end",
      },
      input,
      session,
    },
  );
  return sheet.results().find(({ id }) => id === "run.answer");
}

const JSON_TYPE = "application/json";
const SSE = "text/event-stream; charset=utf-8";

describe("the text of an HTTP answer, as the site reads it", () => {
  it.each([
    [JSON_TYPE, '"hello"'],
    [JSON_TYPE, '{"output":{"message":{"role":"assistant","content":[{"text":"hello"}]}}}'],
    [JSON_TYPE, '{"result":"hello"}'],
    ["text/plain", "hello"],
    [SSE, 'data: "hel"\n\ndata: "lo"\n\n'],
    [SSE, 'data: {"event":{"contentBlockDelta":{"delta":{"text":"hello"}}}}\n\ndata: {"data":"hello"}\n\n'],
  ])("is found in %s %s", (type, text) => {
    expect(judged(type, text)).toMatchObject({ status: "ok", detail: "5 characters of text" });
  });

  it.each([
    [JSON_TYPE, '{"weather":"mild"}'],
    [SSE, 'data: {"weather":"mild"}\n\n'],
  ])("is warned of in %s %s, which is shown as JSON", (type, text) => {
    expect(judged(type, text)).toMatchObject({ status: "warning", detail: expect.stringContaining("shown as JSON") });
  });

  it.each([
    [JSON_TYPE, ""],
    [JSON_TYPE, "{}"],
    [JSON_TYPE, "{'result': 'hello'}"],
    [JSON_TYPE, '{"error":"no credits"}'],
    [SSE, 'event: error\ndata: "no credits"\n\n'],
    [SSE, 'data: "hel"\n\ndata: {"res'],
    ["text/html", "<p>hello</p>"],
  ])("is missed in %s %s", (type, text) => {
    expect(judged(type, text)).toMatchObject({ status: "failed" });
  });
});
