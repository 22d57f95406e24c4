import type { Message } from "@copilotkit/react-core/v2";
import { describe, expect, it } from "vitest";
import type { DecisionView } from "@/lib/api/contract";
import { render } from "../../testing/render";
import { DecisionLines } from "./decision-lines";
import { decisionsByHost } from "./decisions";
import { DecisionsContext } from "./decisions-context";

const made = (over: Partial<DecisionView> = {}): DecisionView => ({
  id: "i",
  kind: "approval",
  tool: "delete_file",
  host: null,
  decision: "approved",
  reason: null,
  ...over,
});

describe("what was answered", () => {
  it.each([
    [made(), "You approved delete_file."],
    [made({ decision: "declined" }), "You declined delete_file."],
    [made({ decision: "declined", reason: "not\u202e that" }), "You declined delete_file: not⟨U+202E⟩ that"],
    [made({ decision: "cancelled" }), "You did not approve delete_file."],
    [made({ tool: null }), "You approved the request."],
    [made({ kind: "consent", host: "a.example" }), "You said that you gave your consent at a.example."],
    [made({ kind: "consent", decision: "cancelled" }), "You did not give your consent at the provider."],
    [made({ kind: "other" }), "You let the agent continue."],
    [made({ kind: "other", decision: "cancelled" }), "You did not answer the agent."],
  ])("is said in a line: %#", async (one, sentence) => {
    const { host } = await render(
      <DecisionsContext.Provider value={new Map([["m", [one]]])}>
        <DecisionLines messageId="m" />
        <DecisionLines messageId="another" />
      </DecisionsContext.Provider>,
    );
    expect(host.textContent).toBe(sentence);
  });

  it("stands below the last message before it that is drawn", () => {
    const messages = [
      { id: "q", role: "user", content: "q" },
      { id: "a", role: "assistant", content: "text" },
      { id: "t", role: "tool", toolCallId: "c", content: "r" },
      { id: "e", role: "assistant", content: "" },
    ] as Message[];
    const [one, two] = [made(), made({ id: "j" })];
    expect([...decisionsByHost(messages, { e: [one], t: [two] })]).toEqual([["a", [two, one]]]);
    expect([...decisionsByHost(messages, { q: [one], gone: [two] })]).toEqual([["q", [one]]]);
    expect(decisionsByHost(messages, undefined).size).toBe(0);
    const named = [...messages, { id: "constructor", role: "assistant", content: "x" }] as Message[];
    expect(decisionsByHost(named, { q: [one] }).size).toBe(1);
  });
});
