import { act, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, press, render, type } from "../testing/render";
import { onAnnouncement } from "./announce";
import { Composer } from "./composer";
import { fakeTurns, InConversation } from "./conversation.fixture";
import type { TurnsState } from "./turns-ports";

let state: Partial<TurnsState>;
let sent: string[];
let fake: ReturnType<typeof fakeTurns>;
const warmedUp = vi.fn();

function Stage({ start = "" }: { start?: string }) {
  fake = useState(() => fakeTurns(state))[0];
  return (
    <InConversation turns={fake.turns} startDraft={start} onSend={(text) => sent.push(text)} onWarmUp={warmedUp}>
      <Composer />
    </InConversation>
  );
}
const field = () => byTestId<HTMLTextAreaElement>("composer");

beforeEach(() => {
  [state, sent] = [{}, []];
  window.matchMedia = vi.fn().mockReturnValue({ matches: true });
});

describe("the composer", () => {
  it("tells that a message will come when it is typed into or clicked, not when it is only there", async () => {
    warmedUp.mockClear();
    await render(<Stage />);
    expect(document.activeElement).toBe(field());
    expect(warmedUp).not.toHaveBeenCalled();
    await type(field(), "h");
    expect(warmedUp).toHaveBeenCalledOnce();
    await act(async () => void field().dispatchEvent(new Event("pointerdown", { bubbles: true })));
    expect(warmedUp).toHaveBeenCalledTimes(2);
  });

  it("sends with Enter, and keeps the focus", async () => {
    await render(<Stage />);
    await type(field(), "hello");
    expect((await press(field(), { key: "Enter" })).defaultPrevented).toBe(true);
    expect(sent).toEqual(["hello"]);
    expect(document.activeElement).toBe(field());
  });

  it("starts a new line with Shift and Enter", async () => {
    await render(<Stage start="one" />);
    expect((await press(field(), { key: "Enter", shiftKey: true })).defaultPrevented).toBe(false);
    expect(sent).toEqual([]);
  });

  it("never sends a half-typed Japanese message", async () => {
    await render(<Stage start="こんにち" />);
    const compose = (name: string) =>
      act(async () => void field().dispatchEvent(new CompositionEvent(name, { bubbles: true })));
    await compose("compositionstart");
    await press(field(), { key: "Enter" });
    await compose("compositionend");
    await press(field(), { key: "Enter", isComposing: true });
    await press(field(), { key: "Enter", keyCode: 229 });
    expect(sent).toEqual([]);
    await press(field(), { key: "Enter" });
    expect(sent).toEqual(["こんにち"]);
  });

  it("cannot send nothing", async () => {
    await render(<Stage start="   " />);
    expect(byTestId<HTMLButtonElement>("send").disabled).toBe(true);
  });

  it("offers to stop instead of to send while an answer is being written, and says why Enter does nothing", async () => {
    state = { phase: "running" };
    const heard: string[] = [];
    const quiet = onAnnouncement((text) => heard.push(text));
    await render(<Stage start="next question" />);
    expect(document.querySelector("[data-testid=send]")).toBeNull();
    await press(field(), { key: "Enter" });
    quiet();
    expect(sent).toEqual([]);
    expect(field().value).toBe("next question");
    expect(heard[0]).toMatch(/still being written/);
    await click(byTestId("stop"));
    expect(fake.asked).toEqual(["stop"]);
  });

  it.each([
    ["running", /still being written/],
    ["connecting", /still loading/],
  ] as const)("shows why Enter does nothing until one types on or it can be sent (%s)", async (phase, why) => {
    state = { phase };
    const shown = () => document.querySelector("[data-testid=held-back]")?.textContent ?? null;
    await render(<Stage start="next question" />);
    expect(shown()).toBeNull();
    await press(field(), { key: "Enter" });
    expect(shown()).toMatch(why);
    expect([sent, field().value]).toEqual([[], "next question"]);
    await type(field(), "next question?");
    expect(shown()).toBeNull();
    await press(field(), { key: "Enter" });
    expect(shown()).toMatch(why);
    await act(async () => fake.set({ phase: "idle" }));
    expect(shown()).toBeNull();
  });

  it("does not stop by the second click of a double click on Send", async () => {
    state = { phase: "running" };
    await render(<Stage />);
    await act(async () => void byTestId("stop").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 2 })));
    expect(fake.asked).toEqual([]);
  });

  it("speaks Japanese to whoever reads it", async () => {
    await render(<Stage />, "ja");
    expect(field().getAttribute("aria-label")).toBe("メッセージ");
    expect(byTestId("send").getAttribute("aria-label")).toBe("メッセージを送信");
  });
});
