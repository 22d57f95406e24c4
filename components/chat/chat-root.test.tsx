import { act } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ThreadView } from "@/lib/api/contract";
import { byTestId, click, press, render, type } from "../testing/render";
import type { ChangedThread } from "../threads/changes";
import ChatRoot from "./chat-root";
import { createDrafts, NEW_CHAT } from "./drafts";
import { ChatSessionProvider } from "./session-provider";
import { SILENT_FOR } from "./transport/watched-fetch";
import { run, said, stored, user, view, whole } from "./turns.fixture";

const THREAD = "11111111-1111-4111-8111-111111111111";
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

const agent = { id: "a", name: "Helper", description: null, icon: null, prompts: [], readOnlyTools: [], warm: false };
type Sent = { method: string; path: string; person: string | null; body: { runId: string; [key: string]: unknown } };
let sent: Sent[];
let pages: object[];
let refusals: number[];
let streams: Record<string, ((runId: string) => object[])[]>;

function sse(list: object[]): Response {
  const text = list.map((event) => `data: ${JSON.stringify({ threadId: THREAD, ...event })}\n\n`).join("");
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}
const site = async (url: string | URL | Request, init: RequestInit = {}) => {
  const path = String(url);
  const body = typeof init.body === "string" ? JSON.parse(init.body) : {};
  sent.push({ method: init.method ?? "GET", path, body, person: new Headers(init.headers).get("x-person") });
  if (path.endsWith("/info")) return Response.json({ version: "1", agents: { a: { name: "a", description: "" } } });
  const kind = path.split("/").at(-1) ?? "";
  if (path.includes("/events"))
    return Response.json(pages.shift() ?? { cursor: "c", run: null, events: [], done: false });
  const refusal = kind === "run" ? refusals.shift() : undefined;
  if (refusal) return Response.json({ code: "INTERNAL" }, { status: refusal });
  const next = streams[kind]?.shift();
  if (next) return sse(next(body.runId).map((event) => ({ runId: body.runId, ...event })));
  return Response.json({});
};
const answered = (words: string, id: string, rest: Partial<ThreadView>) => (runId: string) => [
  { type: "RUN_STARTED" },
  ...whole(words, id),
  { type: "CUSTOM", name: "thread-view", value: view({ ...rest, run: run({ id: runId }) }) },
  { type: "RUN_FINISHED" },
];
const messages = () =>
  [...document.querySelectorAll<HTMLElement>("[data-message-id]")].map((one) => one.querySelector("p")?.textContent);
const calls = (method: string, end: string) => sent.filter((one) => one.method === method && one.path.endsWith(end));

async function show(path: string, streamMode: "sse" | "poll" = "sse") {
  at.path = path;
  return await render(
    <ChatSessionProvider>
      <ChatRoot agent={agent} user={{ id: "u", name: "Ann" }} streamMode={streamMode} />
    </ChatSessionProvider>,
  );
}
const soon = (check: () => void) => act(() => vi.waitFor(check, { timeout: 5_000 }));

beforeEach(() => {
  [sent, streams, pages, refusals, changes.nudges] = [[], {}, [], [], 0];
  sessionStorage.clear();
  vi.stubGlobal("fetch", vi.fn(site));
  window.matchMedia = vi
    .fn()
    .mockReturnValue({ matches: true, addEventListener: vi.fn(), removeEventListener: vi.fn() });
  Element.prototype.scrollTo = vi.fn() as never;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("the chat in the page", () => {
  it("opens a conversation, has it seen, edits in it, and shows both versions", async () => {
    const first = [user("q", "question"), said("a", "answer")];
    streams.connect = [() => stored(first, { title: "Plans", headId: "a" })];
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    await soon(() => expect(document.title).toBe("Plans – AgentCore Chat"));
    await soon(() => expect(calls("PATCH", THREAD).map(({ body }) => body)).toEqual([{ seen: true }]));
    expect(calls("POST", "/connect")).toHaveLength(1);
    expect(calls("GET", "/info")[0]?.person).toBe("u");

    await click(byTestId("edit-message"));
    await type(byTestId("edit-input"), "better question");
    const edited = () => calls("POST", "/run")[0]?.body as { messages?: { id: string }[]; forwardedProps?: object };
    streams.run = [
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

    streams.connect = [() => stored(first, { headId: "a", branches: { q: ["q", "x"] } })];
    await click(byTestId("branch-prev"));
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    expect(calls("PATCH", THREAD).map(({ body }) => body)).toContainEqual({ branch: "q" });
    expect(byTestId("branch-count").textContent).toContain("1/2");
  });

  it("shows what another tab asked, and that the conversation is gone when it was deleted there", async () => {
    const first = [user("q", "question"), said("a", "answer")];
    streams.connect = [
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

  it.each([
    ["that the page knows to be gone", { ...agent, id: "removed" }, true],
    ["that the site has and the page knows to be gone", agent, true],
    ["that the site does not name any more", { ...agent, id: "lost" }, false],
  ])("shows a conversation with an agent %s, and sends nothing in it", async (_, lost, isClosed) => {
    streams.connect = [() => stored([user("q", "question"), said("a", "answer")], { headId: "a" })];
    at.path = `/c/${THREAD}`;
    await render(
      <ChatSessionProvider>
        <ChatRoot agent={lost} isClosed={isClosed} user={{ id: "u", name: "Ann" }} streamMode="sse" />
      </ChatSessionProvider>,
    );
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    expect(calls("POST", `/agent/${lost.id}/connect`)).toHaveLength(1);
    expect(calls("GET", "/info")).toHaveLength(1);
    byTestId("closed-notice");
    for (const id of ["composer", "edit-message", "regenerate"])
      expect(document.querySelector(`[data-testid=${id}]`)).toBeNull();
  });

  it("shows a conversation that was begun here and has lost its agent as it is stored, with what was not sent", async () => {
    const page = (isClosed: boolean) => (
      <ChatSessionProvider>
        <ChatRoot agent={agent} isClosed={isClosed} user={{ id: "u", name: "Ann" }} streamMode="sse" />
      </ChatSessionProvider>
    );
    at.path = "/";
    const { rerender } = await render(page(false));
    await soon(() => byTestId("composer"));
    streams.run = [answered("hello", "a", { headId: "a" })];
    await type(byTestId("composer"), "hi");
    await press(byTestId("composer"), { key: "Enter" });
    await soon(() => expect(messages()).toEqual(["hi", "hello"]));
    await soon(() => expect(byTestId("composer")).toBeTruthy());
    refusals = [503];
    await type(byTestId("composer"), "one more");
    await press(byTestId("composer"), { key: "Enter" });
    await soon(() => byTestId("error-card"));
    streams.connect = [() => stored([user("q", "hi"), said("a", "hello")], { headId: "a" })];
    await rerender(page(true));
    await soon(() => expect(messages()).toEqual(["hi", "hello"]));
    expect(byTestId("closed-notice").textContent).toContain("one more");
  });

  it("begins a new conversation without asking for an old one", async () => {
    await show("/");
    await soon(() => byTestId("composer"));
    streams.run = [answered("hello", "a", { title: "Hi there", headId: "a" })];
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
    refusals = [503];
    await type(composer(), "refused");
    await press(composer(), { key: "Enter" });
    await soon(() => byTestId("error-card"));
    expect(composer().value).toBe("");
    // What a reload would find.
    expect(createDrafts("u").read(NEW_CHAT)).toBe("refused");
    streams.run = [answered("hello", "a", { headId: "a" })];
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
      streams.connect = [() => stored([user("q", "question"), said("a", "answer")], { headId: "a", branches })];
      await show(`/c/${THREAD}`);
      await soon(() => expect(messages()).toHaveLength(2));
      await soon(() => expect(createDrafts("u").onTheWay(THREAD)).toBeNull());
      expect(byTestId<HTMLTextAreaElement>("composer").value).toBe(draft);
    },
  );

  it("has a half-written edit in the composer after another conversation was looked at, and after a reload", async () => {
    const first = [user("q", "question"), said("a", "answer")];
    const loaded = () => stored(first, { headId: "a" });
    const page = () => (
      <ChatSessionProvider>
        <ChatRoot agent={agent} user={{ id: "u", name: "Ann" }} streamMode="sse" />
      </ChatSessionProvider>
    );
    streams.connect = [loaded, () => stored([user("o", "other")], { headId: "o" }), loaded, loaded];
    const { rerender } = await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    await soon(() => expect(byTestId<HTMLButtonElement>("edit-message").disabled).toBe(false));
    await click(byTestId("edit-message"));
    await type(byTestId("edit-input"), "half a question");
    at.path = `/c/${THREAD.replaceAll("1", "2")}`;
    await rerender(page());
    await soon(() => expect(messages()).toEqual(["other"]));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("");
    at.path = `/c/${THREAD}`;
    await rerender(page());
    await soon(() => expect(messages()).toEqual(["question", "answer"]));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("half a question");
    await rerender(null);
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    expect(byTestId<HTMLTextAreaElement>("composer").value).toBe("half a question");
  });

  it("watches over streams: one that dies in silence would be waited for without end", async () => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    streams.connect = [() => stored([user("q", "question"), said("a", "answer")], { headId: "a" })];
    await show(`/c/${THREAD}`);
    await soon(() => expect(messages()).toHaveLength(2));
    expect(timers.mock.calls.some(([, ms]) => ms === SILENT_FOR)).toBe(true);
  });

  it("asks bit by bit where the site says so, and no more once it is left", async () => {
    const live = view({ run: run({ id: "r", status: "running", baseId: "q" }) });
    pages = [
      { cursor: "c1", run: null, messages: [user("q", "question")], state: {}, view: live, events: [], done: false },
    ];
    const { rerender } = await show(`/c/${THREAD}`, "poll");
    await soon(() => expect(messages()).toEqual(["question"]));
    byTestId("stop");
    expect(calls("POST", "/connect")).toEqual([]);
    await soon(() => expect(calls("GET", "?after=c1").length).toBeGreaterThan(0));
    await rerender(<div />);
    const asked = sent.length;
    await act(() => new Promise((resolve) => setTimeout(resolve, 900)));
    expect(sent).toHaveLength(asked);
  });
});
