import { expect } from "vitest";
import { eventsOf } from "../fixtures/harness.ts";
import { AGUI, type Case, frames, HTTP, isJson, types, UNTOUCHED, WORD } from "./case.ts";

/** Faults between the first byte and the last: cut, silent, or with something in it that is not what the agent sent. */
export const STREAM_CASES: Record<string, Case> = {
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
};
