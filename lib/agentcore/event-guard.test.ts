import { EventType } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { createEventGuard } from "./event-guard";
import { MAX_DEPTH, MAX_EVENT_CHARS, MAX_RUN_CHARS } from "./event-limits";

describe("createEventGuard", () => {
  it("passes every event type that the protocol knows", () => {
    for (const type of Object.values(EventType).filter((name) => name !== EventType.RUN_ERROR)) {
      expect(createEventGuard()(JSON.stringify({ type }))).toMatchObject({
        kind: "pass",
        terminal: type === EventType.RUN_FINISHED,
      });
    }
  });

  it("skips an event of a later protocol instead of losing the run", () => {
    expect(createEventGuard()('{"type":"HOLOGRAM_START"}')).toMatchObject({ kind: "skip" });
  });

  it("notes what it skips once, however often it comes, and not without end", () => {
    const judge = createEventGuard();
    const note = (type: string) => (judge(JSON.stringify({ type })) as { note?: string | null }).note;
    expect(note("HOLOGRAM_START")).toBe("unknown event type HOLOGRAM_START");
    for (let i = 0; i < 1_000; i++) expect(note("HOLOGRAM_START")).toBeNull();
    const made = Array.from({ length: 1_000 }, (_, i) => note(`HOLOGRAM_${i}`)).filter((one) => one !== null);
    expect(made.length).toBeLessThan(25);
    expect(createEventGuard()('{"type":"HOLOGRAM_START"}')).toMatchObject({ note: expect.any(String) });
  });

  it("drops a structural event that comes twice, and keeps a word that does", () => {
    const judge = createEventGuard();
    const start = '{"type":"TEXT_MESSAGE_START","messageId":"m","role":"assistant"}';
    const word = '{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"ha"}';
    expect([start, start, word, word].map((data) => judge(data).kind)).toEqual(["pass", "skip", "pass", "pass"]);
  });

  it("never hands on what the agent said went wrong", () => {
    const verdict = createEventGuard()('{"type":"RUN_ERROR","code":"STRANDS_ERROR","message":"key AKIA123"}');
    expect(verdict).toEqual({
      kind: "error",
      code: "AGENT_FAILED",
      detail: "RUN_ERROR STRANDS_ERROR: key AKIA123",
      over: true,
    });
  });

  it.each(["{", "null", "[]", '"text"', '{"type":7}', "{}"])("takes %s for a failed agent", (data) => {
    expect(createEventGuard()(data)).toMatchObject({ kind: "error", code: "AGENT_FAILED" });
  });

  const nested = (levels: number) =>
    `{"type":"STATE_SNAPSHOT","snapshot":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;

  it.each([
    ["an event that is nested too deeply", nested(MAX_DEPTH + 1)],
    ["one that would break a parser", nested(1_000_000)],
    ["a broken one", "[".repeat(100_000)],
    ["a long one", JSON.stringify({ type: "RAW", event: "x".repeat(MAX_EVENT_CHARS) })],
  ])("ends the run at %s", (_, data) => {
    expect(createEventGuard()(data)).toMatchObject({ kind: "error", code: "AGENT_FAILED", over: false });
  });

  it("takes what is just inside the limits, and brackets in a text for what they are", () => {
    const text = JSON.stringify({ type: "CUSTOM", name: "n", value: `"\\${"[{".repeat(1_000)}` });
    for (const data of [nested(MAX_DEPTH), text]) expect(createEventGuard()(data).kind).toBe("pass");
  });

  it("ends a run whose events are too much together, and does not count what goes no further", () => {
    const event = (type: string) => JSON.stringify({ type, delta: "x".repeat(MAX_EVENT_CHARS / 2) });
    const kinds = (type: string) => {
      const judge = createEventGuard();
      return Array.from({ length: (2 * MAX_RUN_CHARS) / MAX_EVENT_CHARS }, () => judge(event(type)).kind);
    };
    expect(kinds("TEXT_MESSAGE_CONTENT").at(-1)).toBe("error");
    expect(kinds("TEXT_MESSAGE_CONTENT").slice(0, -1)).not.toContain("error");
    expect(kinds("RAW")).not.toContain("error");
  });
});
