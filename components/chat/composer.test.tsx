import { act, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, press, render, type } from "../testing/render";
import { onAnnouncement } from "./announce";
import { Composer } from "./composer";
import { ConversationProvider, DraftProvider } from "./conversation";
import type { Turns } from "./turns";
import type { TurnsState } from "./turns-ports";

const agent = { id: "a", name: "Demo agent", description: null, icon: null, prompts: [], readOnlyTools: [] };
let state: TurnsState;
let sent: string[];
let stops: number;

function Stage({ start = "" }: { start?: string }) {
  const [draft, setDraft] = useState(start);
  const turns = {
    getState: () => state,
    subscribe: () => () => true,
    stop: () => {
      stops += 1;
    },
  } as unknown as Turns;
  const send = () => {
    sent.push(draft);
    setDraft("");
  };
  return (
    <ConversationProvider value={{ agent, user: { id: "u", name: "Ann" }, turns, returnAddress: "/" }}>
      <DraftProvider value={{ draft, setDraft, send }}>
        <Composer />
      </DraftProvider>
    </ConversationProvider>
  );
}
const field = () => byTestId<HTMLTextAreaElement>("composer");

beforeEach(() => {
  state = { phase: "idle", stopping: false, problem: null, outcome: null, stored: false };
  [sent, stops] = [[], 0];
  window.matchMedia = vi.fn().mockReturnValue({ matches: true });
});

describe("the composer", () => {
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
    state = { ...state, phase: "running" };
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
    expect(stops).toBe(1);
  });

  it("does not stop by the second click of a double click on Send", async () => {
    state = { ...state, phase: "running" };
    await render(<Stage />);
    await act(async () => void byTestId("stop").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 2 })));
    expect(stops).toBe(0);
  });

  it("speaks Japanese to whoever reads it", async () => {
    await render(<Stage />, "ja");
    expect(field().getAttribute("aria-label")).toBe("メッセージ");
    expect(byTestId("send").getAttribute("aria-label")).toBe("メッセージを送信");
  });
});
