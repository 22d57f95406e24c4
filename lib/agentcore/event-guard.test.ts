import { EventType } from "@ag-ui/core";
import { describe, expect, it } from "vitest";
import { createEventGuard } from "./event-guard";

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
});
