import { act, useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, press, render } from "../testing/render";
import { onAnnouncement } from "./announce";
import { Composer } from "./composer";
import { fakeTurns, InConversation } from "./conversation.fixture";
import type { Problem } from "./problem";
import { TurnProblem } from "./turn-problem";

vi.mock("./session-provider", () => ({ useChatSession: () => ({ startNew: vi.fn(), session: { threadId: "t" } }) }));
const limited = (over: Partial<Problem> = {}): Problem => ({
  code: "RATE_LIMITED",
  source: "run",
  stored: false,
  unsent: true,
  returned: true,
  retryAfter: 12,
  at: new Date().toISOString(),
  ...over,
});
const sent: string[] = [];
const heard: string[] = [];
let fake: ReturnType<typeof fakeTurns>;
function Stage({ problem }: { problem: Problem }) {
  fake = useState(() => fakeTurns({ problem }))[0];
  return (
    <InConversation turns={fake.turns} startDraft="once more" onSend={(text) => sent.push(text)}>
      <TurnProblem />
      <Composer />
    </InConversation>
  );
}
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const send = () => byTestId<HTMLButtonElement>("send");

let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  window.matchMedia = vi.fn().mockReturnValue({ matches: true });
  sent.length = 0;
  heard.length = 0;
  stop = onAnnouncement((text) => heard.push(text));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("too many messages", () => {
  it("counts down where one sees it, is quiet meanwhile, and says once that it is over", async () => {
    await render(<Stage problem={limited()} />);
    expect(byTestId("limit-notice").textContent).toContain("You can send again in 12 s.");
    expect(send().disabled).toBe(true);
    await pass(2_000);
    expect(byTestId("limit-notice").textContent).toContain("in 10 s.");
    await press(byTestId("composer"), { key: "Enter" });
    expect(byTestId("held-back").textContent).toBe("You can send again in 10 s.");
    expect([sent, heard]).toEqual([[], ["You can send again in 10 s."]]);
    await pass(10_000);
    expect(byTestId("limit-notice").textContent).toMatch(/^You can send again\./);
    expect(document.querySelector("[data-testid=held-back]")).toBeNull();
    expect(heard.slice(1)).toEqual(["You can send again."]);
    expect(send().disabled).toBe(false);
    await press(byTestId("composer"), { key: "Enter" });
    expect(sent).toEqual(["once more"]);
  });

  it("goes on counting from when it was refused, wherever it is shown anew", async () => {
    const problem = limited();
    await pass(9_000);
    await render(<Stage problem={problem} />, "ja");
    expect(byTestId("limit-notice").textContent).toContain("あと 3 秒で送信できます。");
  });

  it("is another matter when the agent has too much to do: that says no time, and can be tried again at once", async () => {
    const { retryAfter: _, returned: __, ...rest } = limited();
    await render(<Stage problem={rest} />);
    expect(byTestId("error-card").dataset.code).toBe("RATE_LIMITED");
    expect(send().disabled).toBe(false);
  });
});
