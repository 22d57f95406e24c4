import { describe, expect, it, vi } from "vitest";
import { AgentsProvider } from "../agents/agents-provider";
import { agentNamed } from "../agents/testing";
import { byTestId, click, render } from "../testing/render";
import { ComposerOrNotice } from "./closed-notice";
import { fakeTurns, InConversation } from "./conversation.fixture";

const { startNew } = vi.hoisted(() => ({ startNew: vi.fn() }));
vi.mock("./session-provider", () => ({ useChatSession: () => ({ startNew, session: { threadId: "t" } }) }));
const NO_INPUT = {} as Parameters<typeof ComposerOrNotice>[0];
const maybe = (id: string) => document.querySelector(`[data-testid="${id}"]`);

const show = (turns: ReturnType<typeof fakeTurns>, options: { isClosed: boolean; draft?: string; agents?: number }) =>
  render(
    <AgentsProvider userId="u" agents={[agentNamed("other")].slice(0, options.agents ?? 1)}>
      <InConversation turns={turns.turns} isClosed={options.isClosed} startDraft={options.draft ?? ""}>
        <ComposerOrNotice {...NO_INPUT} />
      </InConversation>
    </AgentsProvider>,
  );

describe("where a message is written", () => {
  it("is the composer as long as there is an agent", async () => {
    await show(fakeTurns(), { isClosed: false });
    byTestId("composer");
    expect(maybe("closed-notice")).toBeNull();
  });

  it("says why nothing can be sent, with a way on and the text that was being written", async () => {
    await show(fakeTurns(), { isClosed: true, draft: "half a thought" });
    expect(maybe("composer")).toBeNull();
    expect(byTestId("closed-notice").textContent).toContain("no longer available");
    expect(byTestId("closed-notice").textContent).toContain("half a thought");
    await click(byTestId("start-new"));
    expect(startNew).toHaveBeenCalled();
  });

  it("offers no new chat to whoever has no agent for it", async () => {
    await show(fakeTurns(), { isClosed: true, agents: 0 });
    expect(maybe("start-new")).toBeNull();
  });

  it("still stops an answer that is being written", async () => {
    const turns = fakeTurns({ phase: "running" });
    await show(turns, { isClosed: true });
    await click(byTestId("stop"));
    expect(turns.asked).toEqual(["stop"]);
  });
});
