import { type BaseEvent, EventType } from "@ag-ui/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MAX_DEPTH } from "../agentcore/event-limits";
import { fold } from "./fold";
import { applyJsonPatch, TooMuch } from "./json-patch";
import { DoesNotApply } from "./json-pointer";
import { randomFrom } from "./testing/random";

afterEach(() => vi.restoreAllMocks());

const apply = (document: unknown, ...patch: unknown[]) => applyJsonPatch(document, patch, 1_000).document;

describe("applyJsonPatch", () => {
  it("does what RFC 6902 says, and leaves what it was given", () => {
    const before = { a: [1, 2], b: { c: 1 }, "x/y": 1 };
    const copy = structuredClone(before);
    const value = { n: 1 };
    expect(
      apply(
        before,
        { op: "test", path: "/b", value: { c: 1 } },
        { op: "add", path: "/a/-", value },
        { op: "add", path: "/a/2/m", value: 2 },
        { op: "move", from: "/a/0", path: "/a/1" },
        { op: "copy", from: "/b", path: "/d" },
        { op: "replace", path: "/d/c", value: 3 },
        { op: "remove", path: "/x~1y" },
      ),
    ).toEqual({ a: [2, 1, { n: 1, m: 2 }], b: { c: 1 }, d: { c: 3 } });
    expect([before, value]).toEqual([copy, { n: 1 }]);
  });

  it.each([
    [{ op: "add", path: "/no/where", value: 1 }],
    [{ op: "add", path: "/l/9", value: 1 }],
    [{ op: "remove", path: "/no" }],
    [{ op: "replace", path: "/toString", value: 1 }],
    [{ op: "add", path: "/__proto__/x", value: 1 }],
    [{ op: "add", path: "/constructor/prototype/x", value: 1 }],
    [{ op: "move", from: "", path: "/a" }],
    [{ op: "move", from: "/a", path: "/a/b" }],
    [{ op: "test", path: "/a", value: 2 }],
    [{ op: "add", path: "/x" }],
    [{ op: "_get", path: "/a" }],
    [{ op: "add", path: "a", value: 1 }],
    [null],
    ["op"],
  ])("refuses %j", (operation) => {
    expect(() => apply({ a: {}, l: [] }, operation)).toThrow(DoesNotApply);
  });

  const double = (times: number) => Array.from({ length: times }, (_, i) => ({ op: "copy", from: "", path: `/k${i}` }));
  const deepen = { op: "move", from: "/a", path: "/b/c" };
  it.each([
    ["doubling", double(30)],
    [
      "a patch that nests",
      Array(MAX_DEPTH)
        .fill([{ op: "copy", from: "", path: "/a" }])
        .flat(),
    ],
    ["thousands of operations", Array(1_001).fill({ op: "test", path: "", value: {} })],
  ])("ends at %s", (_, patch) => {
    expect(() => applyJsonPatch({}, patch, 2)).toThrow(TooMuch);
  });

  it("counts levels wherever they come from", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(MAX_DEPTH - 1)}{}${"}".repeat(MAX_DEPTH - 1)}`);
    expect(() => apply({ a: deep.a.a, b: {} }, deepen)).not.toThrow();
    expect(() => apply({ a: deep.a, b: {} }, deepen)).toThrow(TooMuch);
  });

  it("accepts nothing that AG-UI's reducer refuses, and comes to the same", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    let accepted = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const { pick, below } = randomFrom(seed);
      const pointer = () => pick(["", "/a", "/b", "/l", "/l/0", "/l/1", "/l/-", "/a/b", "/l/0/a", "/a/b/a", "/a~1b"]);
      const value = () => structuredClone(pick<unknown>([1, "x", null, {}, [], { a: 1 }, [1, { a: {} }]]));
      const operation = () => {
        const op = pick(["add", "add", "remove", "replace", "move", "copy", "test"]);
        return { op, path: pointer(), ...(op === "move" || op === "copy" ? { from: pointer() } : { value: value() }) };
      };
      const state = { a: { b: {} }, l: [{ a: 1 }, 2], "a/b": 0 };
      const delta = Array.from({ length: 1 + below(3) }, operation);
      let mine: unknown;
      try {
        mine = applyJsonPatch(state, delta, 1_000).document;
      } catch (error) {
        expect(error).toBeInstanceOf(DoesNotApply);
        continue;
      }
      accepted++;
      const event = { type: EventType.STATE_DELTA, delta: structuredClone(delta) } as BaseEvent;
      const folded = await fold({ messages: [], state }, [event]);
      expect({ delta, state: folded.state }).toEqual({ delta, state: mine });
    }
    expect(warn).not.toHaveBeenCalled();
    expect(accepted).toBeGreaterThan(300);
  });
});
