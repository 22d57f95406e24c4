import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { render } from "../testing/render";
import { ChatScreen } from "./chat-screen";
import { createDrafts, NEW_CHAT } from "./drafts";
import { ChatSessionProvider, useChatSession } from "./session-provider";

const THREAD = "11111111-1111-4111-8111-111111111111";
const push = vi.hoisted(() => vi.fn());
vi.mock("next/navigation", () => ({
  usePathname: () => window.location.pathname,
  useRouter: () => ({ push }),
}));

type Session = ReturnType<typeof useChatSession>;
let session: Session;
function Probe() {
  session = useChatSession();
  return null;
}
const ui = () => (
  <ChatSessionProvider>
    <Probe />
    <ChatScreen user={{ id: "u", name: "Ann" }} />
  </ChatSessionProvider>
);
const doing = (work: () => void) => act(async () => work());

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  push.mockClear();
  sessionStorage.clear();
  window.history.replaceState(null, "", `/c/${THREAD}`);
});
afterEach(() => {
  vi.useRealTimers();
  window.history.replaceState(null, "", "/");
});

describe("a new chat", () => {
  it("begins at once from a conversation, without asking the server, and Back leads to that again", async () => {
    const { rerender } = await render(ui());
    await doing(() => void session.show({ streamMode: "sse", answerSeconds: null }));
    const before = window.history.length;
    await doing(() => session.startNew());
    await rerender(ui());
    expect([window.location.pathname, push.mock.calls.length]).toEqual(["/", 0]);
    expect(window.history.length).toBe(before + 1);
    expect(session.session).toMatchObject({ explicit: false, published: false });
    const back = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
    vi.useRealTimers();
    window.history.back();
    await back;
    await rerender(ui());
    expect(session.session).toMatchObject({ threadId: THREAD, explicit: true });
  });

  it("begins by a page of its own where no conversation is shown", async () => {
    await render(ui());
    await doing(() => session.startNew());
    expect(push).toHaveBeenCalledWith("/");
    expect(window.location.pathname).toBe(`/c/${THREAD}`);
  });

  it("has the message of a conversation that never came to be", async () => {
    const drafts = createDrafts("u");
    drafts.setOnTheWay(THREAD, { id: "m", text: "hello" });
    await render(ui());
    expect(drafts.read(NEW_CHAT)).toBe("");
    await doing(() => void vi.advanceTimersByTime(1_000));
    expect([drafts.read(NEW_CHAT), drafts.onTheWay(THREAD)]).toEqual(["hello", null]);
  });

  it("has nothing of a conversation that is shown", async () => {
    const drafts = createDrafts("u");
    drafts.setOnTheWay(THREAD, { id: "m", text: "hello" });
    await render(ui());
    await doing(() => void session.show({ streamMode: "sse", answerSeconds: null }));
    await doing(() => void vi.advanceTimersByTime(1_000));
    expect(drafts.read(NEW_CHAT)).toBe("");
  });
});
