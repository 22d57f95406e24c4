import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, press, render, type } from "../testing/render";
import {
  agent,
  answered,
  calls,
  chatPage,
  closeSite,
  messages,
  openSite,
  site,
  soon,
  THREAD,
} from "./chat-root.fixture";
import { said, stored, user } from "./turns.fixture";

const at = vi.hoisted(() => ({ path: "/" }));
vi.mock("next/navigation", () => ({ usePathname: () => at.path, useRouter: () => ({ push: vi.fn() }) }));
vi.mock("../threads/changes-provider", () => {
  const feed = { subscribe: () => () => undefined, onRestart: () => () => undefined, nudge: () => undefined };
  return { useChanges: () => feed };
});

beforeEach(openSite);
afterEach(closeSite);

describe("the chat with an agent that is gone", () => {
  it.each([
    ["that the page knows to be gone", { ...agent, id: "removed" }, true],
    ["that the site has and the page knows to be gone", agent, true],
    ["that the site does not name any more", { ...agent, id: "lost" }, false],
  ])("shows a conversation with an agent %s, and sends nothing in it", async (_, lost, isClosed) => {
    site.streams.connect = [() => stored([user("q", "question"), said("a", "answer")], { headId: "a" })];
    at.path = `/c/${THREAD}`;
    await render(chatPage({ with: lost, isClosed }));
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    expect(calls("POST", `/agent/${lost.id}/connect`)).toHaveLength(1);
    expect(calls("GET", "/info")).toHaveLength(1);
    byTestId("closed-notice");
    for (const id of ["composer", "edit-message", "regenerate"])
      expect(document.querySelector(`[data-testid=${id}]`)).toBeNull();
  });

  it("shows a conversation that was begun here and has lost its agent as it is stored, with what was not sent", async () => {
    at.path = "/";
    const { rerender } = await render(chatPage());
    await soon(() => byTestId("composer"));
    site.streams.run = [answered("hello", "a", { headId: "a" })];
    await type(byTestId("composer"), "hi");
    await press(byTestId("composer"), { key: "Enter" });
    await soon(() => expect(messages()).toEqual(["hi", "hello"]));
    await soon(() => expect(byTestId("composer")).toBeTruthy());
    site.refusals = [503];
    await type(byTestId("composer"), "one more");
    await press(byTestId("composer"), { key: "Enter" });
    await soon(() => byTestId("error-card"));
    site.streams.connect = [() => stored([user("q", "hi"), said("a", "hello")], { headId: "a" })];
    await rerender(chatPage({ isClosed: true }));
    await soon(() => expect(messages()).toEqual(["hi", "hello"]));
    expect(byTestId("closed-notice").textContent).toContain("one more");
  });
});
