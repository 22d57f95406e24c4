import { expect } from "vitest";
import { eventsOf } from "../fixtures/harness.ts";
import { AGUI, type Case, HTTP, types, UNTOUCHED, WORD } from "./case.ts";

/** Faults of an answer as a whole: another status, type or body, or later. */
export const ANSWER_CASES: Record<string, Case> = {
  "status in SSE with its real status": {
    rule: { kind: "status", status: 409, retryAfterSeconds: 2 },
    on: AGUI,
    expect: (reply) => {
      expect([reply.status, reply.headers["retry-after"]]).toEqual([409, "2"]);
      expect(eventsOf(reply.body)).toEqual([
        { type: "RUN_ERROR", code: "SESSION_BUSY", message: "Session operation in progress, please retry" },
      ]);
    },
  },
  "status in AWS JSON": {
    rule: { kind: "status", status: 402, message: "no more" },
    on: HTTP,
    expect: (reply) => {
      expect([reply.status, reply.headers["x-amzn-errortype"]]).toEqual([402, "ServiceQuotaExceededException"]);
      expect(JSON.parse(reply.body)).toEqual({ message: "no more" });
    },
  },
  "status with another code": {
    rule: { kind: "status", status: 429, code: "SERVICE_QUOTA_EXCEEDED" },
    on: AGUI,
    expect: (reply) => expect(eventsOf(reply.body)[0]?.code).toBe("SERVICE_QUOTA_EXCEEDED"),
  },
  "status 401 with the challenge": {
    rule: { kind: "status", status: 401 },
    on: AGUI,
    expect: (reply) => expect(reply.headers["www-authenticate"]).toContain("resource_metadata="),
  },
  refuse: { rule: { kind: "refuse" }, on: AGUI, expect: (reply) => expect(reply.ending).toBe("refused") },
  html: {
    rule: { kind: "html" },
    on: AGUI,
    expect: (reply) => {
      expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
      expect(reply.body).toContain("<html>");
    },
  },
  "html with another status": {
    rule: { kind: "html", status: 502 },
    on: HTTP,
    expect: (reply) => expect([reply.status, reply.body.startsWith("<!doctype html>")]).toEqual([502, true]),
  },
  "empty for agui": {
    rule: { kind: "empty" },
    on: AGUI,
    expect: (reply) =>
      expect([reply.status, reply.headers["content-type"], reply.body]).toEqual([200, "text/event-stream", ""]),
  },
  "empty for http": {
    rule: { kind: "empty" },
    on: HTTP,
    expect: (reply) =>
      expect([reply.status, reply.headers["content-type"], reply.body]).toEqual([200, "application/json", ""]),
  },
  say: {
    rule: { kind: "say", texts: ["Grüße 👋!", "b"], size: 3 },
    on: AGUI,
    expect: (reply) => {
      const events = eventsOf(reply.body);
      expect(events.filter(({ type }) => type === WORD).map(({ delta }) => delta)).toEqual(["Grü", "ße ", "👋!", "b"]);
      expect(types(reply).filter((type) => type === "TEXT_MESSAGE_START")).toHaveLength(2);
      expect(types(reply).at(-1)).toBe("RUN_FINISHED");
    },
  },
  "delay before the first byte": {
    rule: { kind: "delay", ms: 300 },
    on: AGUI,
    expect: (reply) => {
      expect(reply.times[0]).toBeGreaterThanOrEqual(295);
      expect(types(reply)).toEqual(UNTOUCHED);
    },
  },
  "delay of an error": {
    rule: { kind: "delay", ms: 200 },
    on: HTTP,
    expect: (reply) => expect(reply.times[0]).toBeGreaterThanOrEqual(195),
  },
  wrongContentType: {
    rule: { kind: "wrongContentType" },
    on: AGUI,
    expect: (reply) => expect([reply.headers["content-type"], types(reply)]).toEqual(["application/json", UNTOUCHED]),
  },
  "wrongContentType of one's choice": {
    rule: { kind: "wrongContentType", contentType: "text/plain" },
    on: HTTP,
    expect: (reply) => expect(reply.headers["content-type"]).toBe("text/plain"),
  },
  "leak by the platform": {
    rule: { kind: "leak", text: "sk-live-123" },
    on: AGUI,
    expect: (reply) =>
      expect([reply.status, eventsOf(reply.body)]).toEqual([
        200,
        [{ type: "RUN_ERROR", code: "AGENT_ERROR", message: "Model call failed: sk-live-123" }],
      ]),
  },
  "leak by an http runtime": {
    rule: { kind: "leak", text: "sk-live-123" },
    on: HTTP,
    expect: (reply) => expect([reply.status, reply.body.includes("sk-live-123")]).toEqual([424, true]),
  },
  "leak in the agent's own stream": {
    rule: { kind: "leak", text: "sk-live-123", after: 2 },
    on: AGUI,
    expect: (reply) => {
      expect([reply.ending, types(reply)]).toEqual(["end", ["RUN_STARTED", WORD, "RUN_ERROR"]]);
      expect(reply.body).toContain("sk-live-123");
    },
  },
};
