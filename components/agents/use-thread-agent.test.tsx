import { act } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { render } from "../testing/render";
import { AgentsProvider, useAgentChoice } from "./agents-provider";
import { useThreadAgent } from "./use-thread-agent";

vi.mock("../chat/session-provider", () => ({ useChatSession: () => ({ session: { threadId: "t" } }) }));

let answers: Response[];
const asked = vi.fn();
beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  asked.mockClear();
  vi.stubGlobal("fetch", async (path: string) => {
    asked(path);
    return answers.shift() ?? Promise.reject(new TypeError("Failed to fetch"));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function Page({ ask }: { ask: boolean }) {
  const { agentOf } = useAgentChoice();
  useThreadAgent(ask && agentOf("t") === null ? "t" : null);
  return <b>{agentOf("t") ?? "?"}</b>;
}
const page = (ask: boolean) => (
  <AgentsProvider userId="ann" agents={[]}>
    <Page ask={ask} />
  </AgentsProvider>
);
const later = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

it("asks until there is an answer, and then no more", async () => {
  const { host } = await render(page(true));
  await later(10);
  expect([asked.mock.calls, host.textContent]).toEqual([[["/api/threads/t"]], "?"]);
  answers = [Response.json({ id: "t", agentId: "writer" })];
  await later(3_000);
  expect(host.textContent).toBe("writer");
  await later(60_000);
  expect(asked).toHaveBeenCalledTimes(2);
});

it("leaves it to the conversation to say that there is none", async () => {
  answers = [Response.json({ code: "NOT_FOUND" }, { status: 404 })];
  const { host } = await render(page(true));
  await later(60_000);
  expect([host.textContent, asked.mock.calls.length]).toEqual(["-", 1]);
});

it("asks nothing where a page says it at once, nor after it was left", async () => {
  const { rerender } = await render(page(true));
  await rerender(page(false));
  await later(60_000);
  expect(asked).not.toHaveBeenCalled();
});
