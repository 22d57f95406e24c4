import type { AbstractAgent, Message } from "@copilotkit/react-core/v2";
import { act, useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { byTestId, render } from "../testing/render";
import { Announcer } from "./announcer";
import { fakeTurns, InConversation } from "./conversation.fixture";
import { interrupt, waitsFor } from "./interrupts/interrupts.fixture";
import type { TurnsState } from "./turns-ports";

vi.mock("./session-provider", () => ({ useChatSession: () => ({ answerSeconds: null }) }));

const messages: Message[] = [
  { id: "q", role: "user", content: "question" },
  { id: "a", role: "assistant", content: "the whole answer" },
];
const proxy = { messages } as AbstractAgent;
let fake: ReturnType<typeof fakeTurns>;
function Stage({ isClosed = false }) {
  fake = useState(() => fakeTurns())[0];
  return (
    <InConversation turns={fake.turns} isClosed={isClosed}>
      <Announcer proxy={proxy} />
    </InConversation>
  );
}
const says = () => byTestId("status").textContent;
const now = (state: Partial<TurnsState>) => act(async () => fake.set(state));
const problem = { source: "run", stored: true, at: "" } as const;

describe("what a screen reader is told", () => {
  it("is that an answer is being written, that it is done, and then the answer, whole", async () => {
    await render(<Stage />);
    expect(says()).toBe("");
    await now({ phase: "running" });
    expect(says()).toBe("Demo agent is answering.");
    expect(document.querySelector("[role=log]")?.textContent).toBe("");
    await now({ phase: "idle", outcome: "done" });
    expect(says()).toBe("The answer is complete.");
    expect(document.querySelector("[role=log]")?.textContent).toBe("the whole answer");
  });

  it("is that the agent waits, when its answer has ended so and when it is found so", async () => {
    await render(<Stage />);
    await now({ ...waitsFor(interrupt()) });
    expect(says()).toBe("Demo agent needs your decision before it goes on.");
    await now({ phase: "running" });
    await now({ phase: "idle", outcome: "done", ...waitsFor(interrupt(), interrupt({ id: "i2" })) });
    expect(says()).toBe("Demo agent needs 2 decisions before it goes on.");
  });

  it("is not that an agent waits which the person cannot use any more", async () => {
    await render(<Stage isClosed />);
    await now({ ...waitsFor(interrupt()) });
    expect(says()).toBe("");
  });

  it.each([
    ["stopped", { outcome: "stopped" }, "The answer was stopped."],
    ["interrupted", { outcome: "failed", problem: { ...problem, code: "INTERRUPTED" } }, "The answer was interrupted"],
    ["failed", { outcome: "failed", problem: { ...problem, code: "AGENT_FAILED" } }, "The agent ran into a problem"],
  ] as [string, Partial<TurnsState>, string][])("is that it was %s", async (_title, state, sentence) => {
    await render(<Stage />);
    await now({ phase: "running" });
    await now({ phase: "idle", ...state });
    expect(says()).toContain(sentence);
  });

  it("is that a message was not taken, though another answer is being written", async () => {
    await render(<Stage />);
    await now({ phase: "running", notice: { code: "RUN_IN_PROGRESS", textReturned: true } });
    expect(says()).toContain("this was not sent. Your text is back");
  });
});
