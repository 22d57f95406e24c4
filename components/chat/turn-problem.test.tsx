import type { Message } from "@copilotkit/react-core/v2";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, render } from "../testing/render";
import { composerField } from "./composer-focus";
import { fakeTurns, InConversation } from "./conversation.fixture";
import type { Problem } from "./problem";
import { TurnNotice } from "./turn-notice";
import { TurnProblem } from "./turn-problem";
import type { TurnsState } from "./turns-ports";

vi.mock("./session-provider", () => ({ useChatSession: () => ({ startNew: vi.fn(), session: { threadId: "t" } }) }));

const problem = (over: Partial<Problem>): Problem => ({
  code: "AGENT_FAILED",
  source: "run",
  stored: true,
  at: "2026-03-04T05:06:07Z",
  ...over,
});
const used = (name: string): Message[] => [
  { id: "q", role: "user", content: "do it" },
  { id: "c", role: "assistant", toolCalls: [{ id: "1", type: "function", function: { name, arguments: "{}" } }] },
];
const maybe = (id: string) => document.querySelector(`[data-testid="${id}"]`);

let fake: ReturnType<typeof fakeTurns>;
let messages: Message[];
function Stage({ start }: { start: Partial<TurnsState> }) {
  fake = useState(() => fakeTurns(start, messages))[0];
  return (
    <InConversation turns={fake.turns}>
      <TurnProblem />
      <TurnNotice />
    </InConversation>
  );
}
beforeEach(() => {
  messages = used("look");
  window.matchMedia = vi.fn().mockReturnValue({ matches: true });
});

describe("the problem of a conversation", () => {
  it("is tried again at once when nothing was done", async () => {
    await render(<Stage start={{ problem: problem({}) }} />);
    await click(byTestId("try-again"));
    expect(fake.asked).toEqual(["try again"]);
  });

  it.each(["AGENT_FAILED", "INTERRUPTED"] as const)(
    "is tried again only when told to after tools may have done something (%s)",
    async (code) => {
      messages = used("add_task");
      await render(<Stage start={{ problem: problem({ code }) }} />);
      expect(byTestId("error-card").dataset.code).toBe(code);
      await click(byTestId("try-again"));
      expect(byTestId("confirm-effects").textContent).toContain("Add a task");
      await click(byTestId("confirm-cancel"));
      expect(fake.asked).toEqual([]);
      await click(byTestId("try-again"));
      await click(byTestId("confirm-continue"));
      expect(fake.asked).toEqual(["try again"]);
    },
  );

  it("of a message that the server did not take asks nothing: nothing has run", async () => {
    messages = used("add_task");
    await render(<Stage start={{ problem: problem({ code: "RATE_LIMITED", stored: false }) }} />);
    await click(byTestId("try-again"));
    expect(fake.asked).toEqual(["try again"]);
  });

  it("of an agent that stopped half-way goes on by a message, and leaves the focus in the composer", async () => {
    const start = { problem: problem({ code: "HOST_LIMIT" }) };
    await render(<Stage start={start} />);
    const field = document.body.appendChild(document.createElement("textarea"));
    composerField.current = field;
    await click(byTestId("go-on"));
    expect(fake.asked[0]).toMatch(/^send ./);
    expect(document.activeElement).toBe(field);
  });

  it("is not shown while the next answer is being written", async () => {
    await render(<Stage start={{ problem: problem({}), phase: "running" }} />);
    expect(maybe("error-card")).toBeNull();
  });
});

describe("a notice", () => {
  it("says that the conversation changed elsewhere, and where the text is", async () => {
    await render(<Stage start={{ notice: { code: "CONFLICT", textReturned: true } }} />);
    expect(byTestId("error-card").dataset.code).toBe("CONFLICT");
    expect(byTestId("error-card").textContent).toMatch(/changed somewhere else.*Your text is back/);
  });

  it("says nothing of a text when there was none, and stays while another's answer is being written", async () => {
    await render(<Stage start={{ phase: "running", notice: { code: "RUN_IN_PROGRESS", textReturned: false } }} />);
    expect(byTestId("error-card").textContent).not.toContain("Your text");
  });
});
