import { act } from "react";
import { describe, expect, it } from "vitest";
import { byTestId, click, press, render } from "../../testing/render";
import { Composer } from "../composer";
import { fakeTurns, InConversation } from "../conversation.fixture";
import { run, view } from "../turns.fixture";
import { interrupt, waitsFor } from "./interrupts.fixture";

async function write(text: string) {
  const { turns, asked, set } = fakeTurns(waitsFor(interrupt(), interrupt({ id: "i2" })));
  const { answer } = turns;
  // As the real ones: it is on at once.
  turns.answer = (answers) => {
    set({ phase: "running" });
    return answer(answers);
  };
  const sent: string[] = [];
  await render(
    <InConversation turns={turns} startDraft={text} onSend={(words) => sent.push(words)}>
      <Composer {...({} as Parameters<typeof Composer>[0])} />
    </InConversation>,
  );
  return { asked, sent, set: (change: Parameters<typeof set>[0]) => act(async () => set(change)) };
}
const field = () => byTestId<HTMLTextAreaElement>("composer");
const has = (id: string) => document.querySelector(`[data-testid="${id}"]`) !== null;
const ANSWERED = view({ run: run({ id: "r2" }) });
const LEFT = 'answer [{"interruptId":"i1","cancelled":true},{"interruptId":"i2","cancelled":true}]';

describe("a message while the agent waits", () => {
  it("is not sent, but asked about; going back changes nothing", async () => {
    const { asked, sent } = await write("something else");
    await press(field(), { key: "Enter" });
    expect(sent).toEqual([]);
    expect(document.activeElement).toBe(byTestId("decline-and-send"));
    await click(byTestId("keep-waiting"));
    expect(has("ask-decline")).toBe(false);
    expect(document.activeElement).toBe(field());
    expect(field().value).toBe("something else");
    expect(asked).toEqual([]);
  });

  it("goes when the agent has ended what it has to say to the declining", async () => {
    const { asked, sent, set } = await write("something else");
    await click(byTestId("send"));
    await click(byTestId("decline-and-send"));
    expect(asked).toEqual([LEFT]);
    expect(field().value).toBe("something else");
    expect(has("sends-soon")).toBe(true);
    expect(sent).toEqual([]);
    await set({ phase: "idle", outcome: "done", view: ANSWERED });
    expect(sent).toEqual(["something else"]);
    expect(field().value).toBe("");
  });

  it.each([
    [
      "it failed",
      {
        outcome: "failed" as const,
        problem: { code: "AGENT_FAILED" as const, source: "run" as const, stored: true, at: "" },
      },
    ],
    ["it was stopped", { outcome: "stopped" as const }],
    ["somebody else had answered", { notice: { code: "CONFLICT" as const, textReturned: false } }],
    ["it asks again", { outcome: "done" as const, view: waitsFor(interrupt({ id: "i3" })).view }],
  ])("stays in the box when %s", async (_, end) => {
    const { sent, set } = await write("something else");
    await click(byTestId("send"));
    await click(byTestId("decline-and-send"));
    await set({ view: ANSWERED, ...end, phase: "idle" });
    expect(sent).toEqual([]);
    expect(field().value).toBe("something else");
    expect(has("sends-soon")).toBe(false);
    await set({ outcome: "done", view: ANSWERED, problem: null, notice: null });
    expect(sent).toEqual([]);
  });
});
