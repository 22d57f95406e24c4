import { act } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { agentNamed } from "../agents/testing";
import { onAnnouncement } from "../chat/announce";
import { byTestId, click, press } from "../testing/render";
import { threadAt } from "../threads/testing";
import { choose, createFakeSite, refusal, renderSidebar, rowOf, rows, settle, stubBrowser } from "./testing";

const session = vi.hoisted(() => ({ threadId: "none", startNew: vi.fn() }));
const router = vi.hoisted(() => ({ push: vi.fn(), refresh: vi.fn() }));
vi.mock("../chat/session-provider", () => ({
  useChatSession: () => ({ session: { threadId: session.threadId }, startNew: session.startNew }),
}));
vi.mock("next/navigation", () => ({ useRouter: () => router }));
const pending = vi.hoisted(() => ({ pending: false }));
vi.mock("next/link", async (load) => ({ ...(await load<typeof import("next/link")>()), useLinkStatus: () => pending }));

const [a, b, c] = [threadAt("a", 3), threadAt("b", 2), threadAt("c", 1)];
let site: ReturnType<typeof createFakeSite>;
let browser: ReturnType<typeof stubBrowser>;

beforeEach(() => {
  vi.clearAllMocks();
  session.threadId = "none";
  pending.pending = false;
  window.history.replaceState(null, "", "/");
  browser = stubBrowser({ wide: true });
  site = createFakeSite([a, b, c]);
});

const linkOf = (id: string) => rowOf(id).querySelector<HTMLAnchorElement>("[data-part=link]");
const menuOf = (id: string) => rowOf(id).querySelector<HTMLElement>("[data-part=menu]");

describe("the list", () => {
  it("leads to each conversation, says which one is open, and which are running or have news", async () => {
    site = createFakeSite([
      { ...a, running: true },
      { ...b, unread: true },
      { ...c, unread: true, title: "" },
    ]);
    session.threadId = "c";
    await renderSidebar();
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(linkOf("a")?.getAttribute("href")).toBe("/c/a");
    expect(linkOf("a")?.textContent).toContain("An answer is being written");
    expect([rowOf("a").dataset.running, rowOf("b").dataset.running]).toEqual(["true", "false"]);
    expect(linkOf("b")?.textContent).toContain("New answer");
    expect(rowOf("b").dataset.unread).toBe("true");
    expect(linkOf("b")?.hasAttribute("aria-current")).toBe(false);
    expect(linkOf("c")?.getAttribute("aria-current")).toBe("page");
    expect([rowOf("c").dataset.unread, linkOf("c")?.textContent]).toEqual(["false", "Untitled conversation"]);
    expect(document.querySelector("nav[aria-label='Your conversations'] h2")?.textContent).toBe("September 2025");
  });

  it("says of which one the agent waits for an answer, before that there is news", async () => {
    site = createFakeSite([{ ...a, waiting: true, unread: true }, { ...b, waiting: true, running: true }, c]);
    await renderSidebar({ agents: [agentNamed("default")] });
    expect(linkOf("a")?.textContent).toBe("Title of aWaits for your answer");
    expect(linkOf("b")?.textContent).not.toContain("Waits");
    expect(linkOf("c")?.textContent).toBe("Title of c");
  });

  it("does not ask for an answer to an agent that is gone", async () => {
    site = createFakeSite([{ ...a, waiting: true, unread: true }]);
    await renderSidebar({ agents: [agentNamed("another")] });
    expect(linkOf("a")?.textContent).toBe("Title of aNew answer");
  });

  it("tells the agents of the conversations apart where there are several", async () => {
    const agents = [agentNamed("default", { name: "Helper", icon: "🧭" }), agentNamed("writer", { name: "Writer" })];
    site = createFakeSite([a, { ...b, agentId: "writer" }, { ...c, agentId: "removed" }]);
    await renderSidebar({ agents });
    expect(linkOf("a")?.textContent).toContain("Agent: Helper");
    expect(linkOf("b")?.textContent).toContain("Agent: Writer");
    expect(linkOf("c")?.textContent).toContain("no longer available");
    const marks = rows().map((id) => rowOf(id).querySelector("[data-testid=agent-mark]")?.textContent);
    expect(marks).toEqual(["🧭", "W", ""]);
  });

  it("does not tell one agent from itself", async () => {
    await renderSidebar({ agents: [agentNamed("default", { name: "Helper", icon: "🧭" })] });
    expect(linkOf("a")?.textContent).toBe("Title of a");
  });

  it("shows at once which one was chosen, before the server has answered", async () => {
    await renderSidebar();
    expect(rowOf("a").querySelector("[data-pending]")).toBeNull();
    pending.pending = true;
    await choose("a", "menu-pin");
    expect(rowOf("a").querySelector("a [data-pending]")).not.toBeNull();
  });

  it("names its months in Japanese to who reads that", async () => {
    await renderSidebar({ locale: "ja" });
    expect(document.querySelector("nav[aria-label='会話の一覧'] h2")?.textContent).toBe("2025年9月");
  });

  it("says that it could not be loaded, and loads when it is tried again", async () => {
    site.instead = () => refusal(500, "INTERNAL");
    await renderSidebar();
    expect(byTestId("list-problem").textContent).toContain("Sentence of INTERNAL.");
    site.instead = () => null;
    await click(byTestId("list-problem").querySelector("button") as Element);
    await settle();
    expect(rows()).toEqual(["a", "b", "c"]);
  });

  it("says that there is nothing yet", async () => {
    createFakeSite([]);
    await renderSidebar();
    expect(byTestId("list-empty").textContent).toContain("No conversations yet");
  });

  it("goes on when its end comes into sight, and by a button", async () => {
    site.pageSize = 1;
    await renderSidebar();
    expect(rows()).toEqual(["a"]);
    await browser.scroll();
    expect(rows()).toEqual(["a", "b"]);
    byTestId("show-more").focus();
    await click(byTestId("show-more"));
    await settle();
    await act(async () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve())));
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(document.querySelector("[data-testid=show-more]")).toBeNull();
    expect(document.activeElement).toBe(linkOf("c"));
  });

  it("keeps what is loaded when going on fails, and does not try over and over", async () => {
    site.pageSize = 1;
    await renderSidebar();
    site.instead = () => refusal(500, "INTERNAL");
    await browser.scroll();
    await browser.scroll();
    expect(site.of("GET")).toHaveLength(2);
    expect(rows()).toEqual(["a"]);
    site.instead = () => null;
    await click(byTestId("show-more"));
    await settle();
    expect(rows()).toEqual(["a", "b"]);
  });
});

describe("searching", () => {
  const seek = async (text: string) => {
    const field = byTestId<HTMLInputElement>("search");
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await press(field, { key: "Enter" });
    await settle();
    return field;
  };

  it("shows what was found with the words marked, says how much, and ends with the field's button", async () => {
    const heard: string[] = [];
    const quiet = onAnnouncement((text) => heard.push(text));
    await renderSidebar();
    await seek("of b");
    quiet();
    expect([rows(), rows("search-result")]).toEqual([[], ["b"]]);
    expect(rowOf("b").querySelector("mark")?.textContent).toBe("of b");
    expect(heard).toEqual(["1 conversation found."]);
    await click(byTestId("search-clear"));
    expect(rows()).toEqual(["a", "b", "c"]);
    expect(document.activeElement).toBe(byTestId("search"));
  });

  it("finds archived ones too and says that they are; and says when nothing was found", async () => {
    site = createFakeSite([a, { ...b, archived: true }]);
    await renderSidebar();
    await seek("Title");
    expect(rows("search-result")).toEqual(["a", "b"]);
    expect([linkOf("a"), linkOf("b")].map((link) => link?.textContent?.includes("Archived"))).toEqual([false, true]);
    await seek("nowhere");
    expect(rows("search-result")).toEqual([]);
    expect(byTestId("list-empty").textContent).toBe("Nothing found for “nowhere”.");
    await click(byTestId("show-archived"));
    await settle();
    expect(rows()).toEqual(["b"]);
  });

  it("is cleared with Escape, which is the drawer's only when nothing is searched for", async () => {
    await renderSidebar();
    const field = await seek("of b");
    expect((await press(field, { key: "Escape", isComposing: true })).defaultPrevented).toBe(false);
    expect(field.value).toBe("of b");
    expect((await press(field, { key: "Escape" })).defaultPrevented).toBe(true);
    expect([field.value, rows()]).toEqual(["", ["a", "b", "c"]]);
    expect((await press(field, { key: "Escape" })).defaultPrevented).toBe(false);
  });

  it("follows what is done with what was found", async () => {
    await renderSidebar();
    await seek("Title");
    await choose("b", "menu-delete");
    expect(rows("search-result")).toEqual(["a", "c"]);
    expect(document.activeElement).toBe(linkOf("c"));
    await choose("a", "menu-archive");
    expect(rows("search-result")).toEqual(["a", "c"]);
    expect(document.activeElement).toBe(menuOf("a"));
    expect(linkOf("a")?.textContent).toContain("Archived");
  });
});
