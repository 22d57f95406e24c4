import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { byTestId, click, press, render, type } from "../testing/render";
import type { ChangedThread } from "../threads/changes";
import { answered, calls, chatPage, closeSite, messages, openSite, site, soon, THREAD } from "./chat-root.fixture";
import { createDrafts, NEW_CHAT } from "./drafts";
import type { StreamMode } from "./session-provider";
import { SILENT_FOR } from "./transport/watched-fetch";
import { run, said, stored, user, view } from "./turns.fixture";

const at = vi.hoisted(() => ({ path: "/" }));
vi.mock("next/navigation", () => ({ usePathname: () => at.path, useRouter: () => ({ push: vi.fn() }) }));
type Listener = (changed: unknown[]) => void;
const changes = vi.hoisted((): { tell: Listener; nudges: number } => ({ tell: () => undefined, nudges: 0 }));
vi.mock("../threads/changes-provider", () => {
  const feed = {
    subscribe: (listener: Listener) => {
      changes.tell = listener;
      return () => undefined;
    },
    onRestart: () => () => undefined,
    nudge: () => {
      changes.nudges += 1;
    },
  };
  return { useChanges: () => feed };
});

async function show(path: string, streamMode: StreamMode = "sse") {
  at.path = path;
  return await render(chatPage({ streamMode }));
}

beforeEach(() => {
  changes.nudges = 0;
  openSite();
});
afterEach(closeSite);

describe("the chat in the page", () => {
  it("opens a conversation, has it seen, edits in it, and shows both versions", async () => {
    const first = [user("q", "question"), said("a", "answer")];
    site.streams.connect = [() => stored(first, { title: "Plans", headId: "a" })];
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    await soon(() => expect(document.title).toBe("Plans – AgentCore Chat"));
    await soon(() => expect(calls("PATCH", THREAD).map(({ body }) => body)).toEqual([{ seen: true }]));
    expect(calls("POST", "/connect")).toHaveLength(1);
    expect(calls("GET", "/info")[0]?.person).toBe("u");

    await click(byTestId("edit-message"));
    await type(byTestId("edit-input"), "better question");
    const edited = () => calls("POST", "/run")[0]?.body as { messages?: { id: string }[]; forwardedProps?: object };
    site.streams.run = [
      (runId) => {
        const id = edited().messages?.[0]?.id ?? "";
        return answered("better answer", "b", { headId: "b", branches: { [id]: ["q", id] } })(runId);
      },
    ];
    await press(byTestId("edit-input"), { key: "Enter" });
    await soon(() => expect(messages()).toEqual(["better question", "better answer"]));
    expect(edited().forwardedProps).toEqual({ turn: { op: "edit", parentId: "q", targetId: "q" } });
    expect(edited().messages).toHaveLength(1);
    await soon(() => expect(byTestId("branch-count").textContent).toContain("2/2"));
    expect(changes.nudges).toBeGreaterThan(0);

    site.streams.connect = [() => stored(first, { headId: "a", branches: { q: ["q", "x"] } })];
    await click(byTestId("branch-prev"));
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    expect(calls("PATCH", THREAD).map(({ body }) => body)).toContainEqual({ branch: "q" });
    expect(byTestId("branch-count").textContent).toContain("1/2");
  });

  it("shows what another tab asked, and that the conversation is gone when it was deleted there", async () => {
    const first = [user("q", "question"), said("a", "answer")];
    site.streams.connect = [
      () => stored(first, { headId: "a" }),
      () => stored([...first, user("q2", "elsewhere"), said("a2", "there")], { headId: "a2" }),
    ];
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    await type(byTestId("composer"), "half a thought");
    const news = { id: THREAD, title: "T", headId: "a2", running: false, runId: null, unread: true, deleted: false };
    await soon(() => expect(byTestId<HTMLButtonElement>("send").disabled).toBe(false));
    await act(async () => changes.tell([news as ChangedThread]));
    await soon(() => expect(messages()).toEqual(["question", "answer", "elsewhere", "there"]));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("half a thought");
    await act(async () => changes.tell([{ ...news, deleted: true } as ChangedThread]));
    expect(document.body.textContent).toContain("This page does not exist");
    expect(byTestId("composer").closest(".hidden")).not.toBeNull();
    expect(byTestId("gone-draft").textContent).toBe("half a thought");
    byTestId("copy-draft");
    expect(document.activeElement?.tagName).toBe("H1");
    await act(async () => changes.tell([news as ChangedThread]));
    expect(byTestId("composer").closest(".hidden")).toBeNull();
  });

  it("begins a new conversation without asking for an old one", async () => {
    await show("/");
    await soon(() => byTestId("composer"));
    site.streams.run = [answered("hello", "a", { title: "Hi there", headId: "a" })];
    await type(byTestId("composer"), "hi");
    await press(byTestId("composer"), { key: "Enter" });
    await soon(() => expect(messages()).toEqual(["hi", "hello"]));
    expect(calls("POST", "/connect")).toEqual([]);
    expect(calls("POST", "/run")[0]?.body.forwardedProps).toEqual({ turn: { op: "send", parentId: null } });
    await soon(() => expect(document.title).toBe("Hi there – AgentCore Chat"));
  });

  it("puts a refused message back into the composer when another one is sent, and nothing else", async () => {
    await show("/");
    await soon(() => byTestId("composer"));
    const composer = () => byTestId<HTMLTextAreaElement>("composer");
    site.refusals = [503];
    await type(composer(), "refused");
    await press(composer(), { key: "Enter" });
    await soon(() => byTestId("error-card"));
    expect(composer().value).toBe("");
    // What a reload would find.
    expect(createDrafts("u").read(NEW_CHAT)).toBe("refused");
    site.streams.run = [answered("hello", "a", { headId: "a" })];
    await type(composer(), "other words");
    await press(composer(), { key: "Enter" });
    await soon(() => expect(messages()).toEqual(["other words", "hello"]));
    expect(composer().value).toBe("refused");
  });

  it.each([
    ["has it", "q", ""],
    ["has it on another branch", "q-other", ""],
    ["does not have it", "lost", "sent before"],
  ])(
    "has a message that an earlier page sent in the composer only when the conversation lacks it: %s",
    async (...row) => {
      const [, id, draft] = row;
      createDrafts("u").setOnTheWay(THREAD, { id, text: "sent before" });
      const branches = { q: ["q", "q-other"] };
      site.streams.connect = [() => stored([user("q", "question"), said("a", "answer")], { headId: "a", branches })];
      await show(`/c/${THREAD}`);
      await soon(() => expect(messages()).toHaveLength(2));
      await soon(() => expect(createDrafts("u").onTheWay(THREAD)).toBeNull());
      expect(byTestId<HTMLTextAreaElement>("composer").value).toBe(draft);
    },
  );

  it("has a half-written edit in the composer after another conversation was looked at, and after a reload", async () => {
    const first = [user("q", "question"), said("a", "answer")];
    const loaded = () => stored(first, { headId: "a" });
    site.streams.connect = [loaded, () => stored([user("o", "other")], { headId: "o" }), loaded, loaded];
    const { rerender } = await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    await soon(() => expect(byTestId<HTMLButtonElement>("edit-message").disabled).toBe(false));
    await click(byTestId("edit-message"));
    await type(byTestId("edit-input"), "half a question");
    at.path = `/c/${THREAD.replaceAll("1", "2")}`;
    await rerender(chatPage());
    await soon(() => expect(messages()).toEqual(["other"]));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("");
    at.path = `/c/${THREAD}`;
    await rerender(chatPage());
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("half a question");
    await rerender(null);
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("half a question");
  });

  it("watches over streams: one that dies in silence would be waited for without end", async () => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    site.streams.connect = [() => stored([user("q", "question"), said("a", "answer")], { headId: "a" })];
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    expect(timers.mock.calls.some(([, ms]) => ms === SILENT_FOR)).toBe(true);
  });

  it("asks bit by bit where the site says so, and no more once it is left", async () => {
    const live = view({ run: run({ id: "r", status: "running", baseId: "q" }) });
    site.pages = [
      { cursor: "c1", run: null, messages: [user("q", "question")], state: {}, view: live, events: [], done: false },
    ];
    const { rerender } = await show(`/c/${THREAD}`, "poll");
    await soon(() => expect(messages()).toEqual(["question"]));
    byTestId("stop");
    expect(calls("POST", "/connect")).toEqual([]);
    await soon(() => expect(calls("GET", "?after=c1").length).toBeGreaterThan(0));
    await rerender(<div />);
    const asked = site.sent.length;
    await act(() => new Promise((resolve) => setTimeout(resolve, 900)));
    expect(site.sent).toHaveLength(asked);
  });
});
