import { expect } from "vitest";
import { AGUI_ARN, eventsOf, HTTP_ARN, type Reply } from "../fixtures/harness.ts";

export type Shape = "stream" | "json";

const frames = (body: string) => body.split("\n\n").filter((frame) => frame.startsWith("data:"));
export const types = (reply: Reply) => eventsOf(reply.body).map(({ type }) => type);
export const WORD = "TEXT_MESSAGE_CONTENT";
export const UNTOUCHED = ["RUN_STARTED", WORD, WORD, WORD, "RUN_FINISHED"];
export const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** One fault, what it is tried on (an agui stream if nothing is said), and what the caller then sees. */
export type Case = {
  rule: { kind: string; [key: string]: unknown };
  on?: [typeof AGUI_ARN | typeof HTTP_ARN, Shape];
  expect: (reply: Reply) => void;
};
const AGUI: Case["on"] = [AGUI_ARN, "stream"];
const HTTP: Case["on"] = [HTTP_ARN, "json"];

export const CASES: Record<string, Case> = {
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
  delayEvents: {
    rule: { kind: "delayEvents", ms: 60 },
    on: AGUI,
    expect: (reply) => {
      expect(types(reply)).toEqual(UNTOUCHED);
      expect((reply.times.at(-1) ?? 0) - (reply.times[0] ?? 0)).toBeGreaterThanOrEqual(4 * 55);
    },
  },
  "cutBytes in a stream": {
    rule: { kind: "cutBytes", after: 70 },
    on: AGUI,
    expect: (reply) => expect([reply.ending, reply.body.length]).toEqual(["cut", 70]),
  },
  "cutBytes in JSON": {
    rule: { kind: "cutBytes", after: 10 },
    on: HTTP,
    expect: (reply) => expect([reply.ending, reply.body.length]).toEqual(["cut", 10]),
  },
  cutEvents: {
    rule: { kind: "cutEvents", after: 2 },
    on: AGUI,
    expect: (reply) => expect([reply.ending, types(reply)]).toEqual(["cut", ["RUN_STARTED", WORD]]),
  },
  "cutEvents before any event": {
    rule: { kind: "cutEvents", after: 0 },
    on: AGUI,
    expect: (reply) => expect([reply.status, reply.ending, reply.body]).toEqual([200, "cut", ""]),
  },
  endEvents: {
    rule: { kind: "endEvents", after: 3 },
    on: AGUI,
    expect: (reply) => expect([reply.ending, types(reply)]).toEqual(["end", ["RUN_STARTED", WORD, WORD]]),
  },
  "endEvents in JSON": {
    rule: { kind: "endEvents", after: 0 },
    on: HTTP,
    expect: (reply) => expect([reply.status, reply.ending, reply.body]).toEqual([200, "end", ""]),
  },
  halfFrame: {
    rule: { kind: "halfFrame", after: 2 },
    on: AGUI,
    expect: (reply) => {
      const [, , half = ""] = frames(reply.body);
      expect(reply.ending).toBe("cut");
      expect(frames(reply.body)).toHaveLength(3);
      expect(half).toMatch(/^data: \{"type":/);
      expect(isJson(half.slice(5))).toBe(false);
    },
  },
  "halfFrame with a clean end": {
    rule: { kind: "halfFrame", after: 1, clean: true },
    on: AGUI,
    expect: (reply) => {
      expect(reply.ending).toBe("end");
      expect(isJson(frames(reply.body)[1]?.slice(5) ?? "{}")).toBe(false);
    },
  },
  "halfFrame in JSON": {
    rule: { kind: "halfFrame", after: 0, clean: true },
    on: HTTP,
    expect: (reply) => {
      expect(reply.body.length).toBeGreaterThan(10);
      expect(isJson(reply.body)).toBe(false);
    },
  },
  duplicate: {
    rule: { kind: "duplicate", event: 1 },
    on: AGUI,
    expect: (reply) => {
      const [, first, second] = eventsOf(reply.body);
      expect(first).toEqual(second);
      expect(types(reply)).toEqual(["RUN_STARTED", WORD, WORD, WORD, WORD, "RUN_FINISHED"]);
    },
  },
  silence: {
    rule: { kind: "silence", after: 2, ms: 250 },
    on: AGUI,
    expect: (reply) => {
      const gaps = reply.times.map((time, at) => time - (reply.times[at - 1] ?? time));
      expect(Math.max(...gaps)).toBeGreaterThanOrEqual(240);
      expect([reply.ending, types(reply)]).toEqual(["end", UNTOUCHED]);
    },
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
  crlf: {
    rule: { kind: "crlf" },
    on: AGUI,
    expect: (reply) => {
      expect(reply.body.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      expect(types(reply)).toEqual(UNTOUCHED);
    },
  },
  "crlf leaves JSON alone": {
    rule: { kind: "crlf" },
    on: HTTP,
    expect: (reply) => expect(isJson(reply.body)).toBe(true),
  },
  unknownEvent: {
    rule: { kind: "unknownEvent", after: 1, type: "TELEPORT" },
    on: AGUI,
    expect: (reply) => expect(types(reply)).toEqual(["RUN_STARTED", "TELEPORT", WORD, WORD, WORD, "RUN_FINISHED"]),
  },
  garbage: {
    rule: { kind: "garbage", after: 1 },
    on: AGUI,
    expect: (reply) => {
      expect(frames(reply.body).map((frame) => isJson(frame.slice(5)))).toEqual([true, false, true, true, true, true]);
      expect(reply.ending).toBe("end");
    },
  },
  "garbage in JSON": {
    rule: { kind: "garbage" },
    on: HTTP,
    expect: (reply) => expect([reply.status, isJson(reply.body)]).toEqual([200, false]),
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
